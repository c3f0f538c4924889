import Synchronization

/// Answers in tests as they tell it to, and remembers what it was asked.
///
/// ```swift
/// let similarity = FakeSimilarityService { _ in SimilarAnswer([SimilarItem("playlist:p1")]) }
/// ```
public final class FakeSimilarityService: SimilarityService {
  private let answer: @Sendable (SimilarQuestion) throws -> SimilarAnswer
  private let asked = Mutex<[SimilarQuestion]>([])

  /// Creates a service that answers every question by a closure, which may throw what a service would.
  public init(_ answer: @escaping @Sendable (SimilarQuestion) throws -> SimilarAnswer) { self.answer = answer }

  /// Every question so far, those of pages too, in order.
  public var questions: [SimilarQuestion] { asked.withLock { $0 } }

  public func similar(_ question: SimilarQuestion, patience: Duration) async throws -> SimilarAnswer {
    asked.withLock { $0.append(question) }
    return try answer(question)
  }

  /// Answers shelf by shelf, and leaves out what was on one before; a shelf none of whose seeds can be used is empty.
  public func home(_ page: HomeQuestion, patience: Duration) async throws -> HomeAnswer {
    var seen: Set<String> = []
    var shelves: [HomeAnswer.Shelf] = []
    for (name, question) in page.shelves {
      do {
        let items = try await similar(question, patience: patience).items.filter { seen.insert($0.id).inserted }
        shelves.append(HomeAnswer.Shelf(name: name, items: items))
      } catch let problem as SimilarityProblem where problem.type == "unknown-seeds" {
        shelves.append(HomeAnswer.Shelf(name: name, items: [], shortfall: "no_known_seed"))
      }
    }
    return HomeAnswer(shelves)
  }

  /// A taste of no dimensions, with a facet for each play.
  public func listener(_ plays: [Seed], patience: Duration) async throws -> ListenerAnswer {
    let vector = ListenerVector(space: "fake", coherence: 1, input: [], context: [])
    return ListenerAnswer(
      listener: vector,
      facets: plays.map { ListenerAnswer.Facet(medoid: $0.id, weight: 1 / Double(plays.count), listener: vector) },
      unknownSeeds: [])
  }
}

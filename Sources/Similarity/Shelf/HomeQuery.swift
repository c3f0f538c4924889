import Embeddings

/// Several shelves for one page: what is on one is on none after it.
public struct HomeQuery: Sendable, Equatable {
  /// One shelf of the page.
  public struct Shelf: Sendable, Equatable {
    /// What the caller calls it; comes back with its answer.
    public var name: String
    /// The question.
    public var query: ShelfQuery

    /// Creates a shelf.
    public init(_ name: String, _ query: ShelfQuery) {
      self.name = name
      self.query = query
    }
  }

  /// The shelves, the most important first: the first has the first choice.
  public var shelves: [Shelf]

  /// Creates a page.
  public init(shelves: [Shelf]) { self.shelves = shelves }
}

/// The answers to the shelves of a page, in their order, all from one model.
public struct HomeAnswer: Sendable, Equatable {
  /// One shelf with its answer.
  public struct Shelf: Sendable, Equatable {
    /// What the caller calls it.
    public let name: String
    /// The answer.
    public let answer: ShelfAnswer
  }

  /// The shelves, in the order asked.
  public let shelves: [Shelf]

  /// The same answers as a variant's.
  func attributed(to variant: String) -> HomeAnswer {
    HomeAnswer(shelves: shelves.map { Shelf(name: $0.name, answer: $0.answer.attributed(to: variant)) })
  }
}

extension SimilarityEngine {
  /// Answers several shelves at once: no recording twice on the whole page.
  ///
  /// - Parameter time: how long all searches together may take; nil means as long as they need. Shelves that have no time
  ///   left have what was found by then, and say so.
  /// - Complexity: the sum of the shelves.
  public func answer(_ home: HomeQuery, within time: Duration? = nil) -> HomeAnswer {
    let start = ContinuousClock.now
    var shown: [ItemKind: Set<Int32>] = [:]
    let shelves = home.shelves.map { shelf in
      let left = time.map { $0 - (ContinuousClock.now - start) }
      let answer = answer(shelf.query, within: left, besides: shown[shelf.query.to, default: []])
      let list = model[shelf.query.to].list
      shown[shelf.query.to, default: []].formUnion(
        answer.cards.compactMap { ordinal(of: $0.id) }.map { list.groups[$0] })
      return HomeAnswer.Shelf(name: shelf.name, answer: answer)
    }
    return HomeAnswer(shelves: shelves)
  }
}

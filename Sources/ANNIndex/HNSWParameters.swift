/// What shapes an HNSW graph; the defaults suit catalogues of up to some millions of rows.
///
/// The paper's letters (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical
/// Navigable Small World graphs", 2018) are named with each.
public struct HNSWParameters: Sendable, Codable, Equatable {
  /// Links of a node on each upper level, in `2...256`; twice as many on the lowest level. The paper's M.
  public var maximumLinks = 16
  /// How wide a new node searches for its neighbours, at least 1. The paper's efConstruction.
  public var constructionBeamWidth = 200
  /// Decides which nodes are on upper levels.
  public var seed: UInt64 = 1
  /// How wide a search is that does not say its effort, at least 1. The paper's ef.
  public var defaultSearchBeamWidth = 64

  /// The defaults.
  public init() {}

  /// Creates parameters.
  public init(
    maximumLinks: Int = 16, constructionBeamWidth: Int = 200, seed: UInt64 = 1, defaultSearchBeamWidth: Int = 64
  ) {
    self.maximumLinks = maximumLinks
    self.constructionBeamWidth = constructionBeamWidth
    self.seed = seed
    self.defaultSearchBeamWidth = defaultSearchBeamWidth
  }

  static let linksRange = 2...256
  static let beamWidthRange = 1...1_000_000

  /// What is wrong with the values, in words, or nil.
  var fault: String? {
    if !Self.linksRange.contains(maximumLinks) { return "maximumLinks \(maximumLinks) is not in 2...256" }
    if !Self.beamWidthRange.contains(constructionBeamWidth) {
      return "constructionBeamWidth \(constructionBeamWidth) is not in 1...1000000"
    }
    if !Self.beamWidthRange.contains(defaultSearchBeamWidth) {
      return "defaultSearchBeamWidth \(defaultSearchBeamWidth) is not in 1...1000000"
    }
    return nil
  }
}

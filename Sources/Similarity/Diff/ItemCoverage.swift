import Embeddings

/// Which items of a kind two models have.
public struct ItemCoverage: Sendable {
  /// The kind.
  public let kind: ItemKind
  /// How many items each model has.
  public let before: Int
  public let after: Int
  /// How many the new model lacks, and how many the old one lacked.
  public let lost: Int
  public let added: Int
  /// The share of the old model's support that the lost items had.
  public let lostShare: Double
  /// The lost and the new items of highest support, at most ten of each.
  public let lostItems: [NamedItem]
  public let addedItems: [NamedItem]

  init(of kind: ItemKind, from old: Model, to new: Model) {
    let (older, newer) = (old[kind].list, new[kind].list)
    let lost = older.missing(in: newer)
    let added = newer.missing(in: older)
    self.kind = kind
    (before, after) = (older.count, newer.count)
    (self.lost, self.added) = (lost.count, added.count)
    let total = older.supports.reduce(0, +)
    lostShare = total == 0 ? 0 : Double(lost.reduce(0) { $0 + older.supports[$1] }) / Double(total)
    lostItems = older.bestSupported(of: lost).map { NamedItem(kind, $0, in: old) }
    addedItems = newer.bestSupported(of: added).map { NamedItem(kind, $0, in: new) }
  }
}

extension ItemList {
  /// The ordinals of the items that another list lacks, rising.
  fileprivate func missing(in other: ItemList) -> [Int] {
    (0..<count).filter { ordinal in ids.strings.withBytes(at: ordinal) { other.ids.ordinal(ofUTF8: $0) } == nil }
  }

  /// The ten of highest support; of equal ones the lower ordinals.
  fileprivate func bestSupported(of ordinals: [Int]) -> ArraySlice<Int> {
    ordinals.sorted { (supports[$0], $1) > (supports[$1], $0) }.prefix(10)
  }
}

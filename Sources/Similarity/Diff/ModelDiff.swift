import Embeddings

/// What changed from one model to another, beyond what another seed would change.
///
/// Two trainings of the same playlists differ: near neighbours change places even of tracks that occur often, so that a plain
/// comparison always finds something. A third model, trained on the playlists of one of both with another seed (the
/// *reseed*), tells how far things move by chance; only what moved farther is a ``Finding``. What does not hang on chance
/// (items lost, playlists copied) is compared without it.
public struct ModelDiff: Sendable {
  /// The model to compare with, the one in question, and the one that tells what chance does.
  public let old: String
  public let new: String
  public let reseed: String?
  /// Which items there are, by kind.
  public let coverage: [ItemCoverage]
  /// Tracks whose share of playlists rose or fell most.
  public let risers: [PopularityChange]
  public let fallers: [PopularityChange]
  /// How far nearest neighbours moved, by kind and popularity.
  public let movements: [NeighborMovement]
  /// Items that have become neighbours of many.
  public let hubs: [NewHub]
  /// What scores are as good as their share of random pairs says.
  public let scores: [ScoreDrift]
  /// What the training playlists look like; nil where a model has no sample of them.
  public let playlists: PlaylistSigns?
  /// How well held-out playlists are continued; nil where none were given.
  public let evaluation: EvaluationDelta?

  /// Compares two models, all loaded with ``ModelParts/everything``.
  ///
  /// - Parameters:
  ///   - reseed: a model of the playlists of `old` or `new`, trained with another seed (``isReseed(_:of:)``); nil where there is
  ///     none: then nothing can be said about neighbours and scores.
  ///   - heldOut: playlists that no model was trained on, as track ids.
  /// - Complexity: searches for up to 6,000 items of each kind in each model, and an evaluation of each.
  public init(from old: Model, to new: Model, reseed: Model? = nil, heldOut: [[String]]? = nil) {
    precondition(
      reseed.map { $0.version != old.version && $0.version != new.version } ?? true, "a reseed is a third model")
    let isReseedOfNew = reseed.map { Self.isReseed($0, of: new) && !Self.isReseed($0, of: old) } ?? false
    let chance = reseed.map { (isReseedOfNew ? new : old, $0) }
    self.old = old.version
    self.new = new.version
    self.reseed = reseed?.version
    coverage = ItemKind.allCases.map { ItemCoverage(of: $0, from: old, to: new) }
    (risers, fallers) = PopularityChange.largest(from: old, to: new)
    let lists = ItemKind.allCases.compactMap { NeighborLists(of: $0, [old, new] + (reseed.map { [$0] } ?? [])) }
    movements = lists.flatMap { $0.movements(isReseedOfNew: isReseedOfNew) }
    hubs = lists.flatMap { $0.hubs(isReseedOfNew: isReseedOfNew) }
    scores = ScoreDrift.all(from: old, to: new, chance: chance)
    playlists = PlaylistSigns(from: old, to: new)
    evaluation = heldOut.map { EvaluationDelta(from: old, to: new, chance: chance, heldOut: $0) }
  }

  /// Whether a model was trained on the same playlists as another and differs by its seed.
  public static func isReseed(_ model: Model, of other: Model) -> Bool {
    guard let digest = model.manifest.corpus?.digest else { return false }
    return digest == other.manifest.corpus?.digest && model.manifest.training?.seed != other.manifest.training?.seed
  }

  /// Whether nothing is different but by chance.
  public var isQuiet: Bool { findings.isEmpty }

  /// What is different and not by chance, the gravest kinds first.
  public var findings: [Finding] {
    var findings = coverage.filter { $0.lost > 0 }.map { Finding.lost($0) }
    if let playlists {
      if playlists.hasNewRing { findings.append(.copied(playlists)) }
      if playlists.isLessCoherent { findings.append(.incoherent(playlists)) }
    }
    if let evaluation, evaluation.isBeyondChance { findings.append(.evaluation(evaluation)) }
    findings += movements.filter(\.isBeyondChance).map { .moved($0) }
    if !hubs.isEmpty { findings.append(.hubs(hubs)) }
    findings += scores.filter(\.isBeyondChance).map { .scores($0) }
    if !risers.isEmpty { findings.append(.risers(risers)) }
    if !fallers.isEmpty { findings.append(.fallers(fallers)) }
    findings += coverage.filter { $0.added > 0 }.map { .added($0) }
    return findings
  }

  /// Something that is different and not by chance.
  public enum Finding: Sendable {
    /// Items of a kind are gone.
    case lost(ItemCoverage)
    /// Many playlists have nearly the same tracks.
    case copied(PlaylistSigns)
    /// More playlists than before hold tracks that do not go together.
    case incoherent(PlaylistSigns)
    /// Held-out playlists are continued better or worse.
    case evaluation(EvaluationDelta)
    /// Nearest neighbours have changed.
    case moved(NeighborMovement)
    /// Some items have become neighbours of many.
    case hubs([NewHub])
    /// Scores mean something else.
    case scores(ScoreDrift)
    /// Some tracks are in many more playlists, or in many fewer.
    case risers([PopularityChange])
    case fallers([PopularityChange])
    /// There are new items of a kind.
    case added(ItemCoverage)
  }

  /// What a gate can bound; every value is the worse the higher it is.
  public enum Measure: String, Sendable, CaseIterable, Codable {
    /// The share of the old model's occurrences whose tracks are gone.
    case lostShare = "lost_share"
    /// How many artists are gone.
    case lostArtists = "lost_artists"
    /// How much smaller the share of kept neighbours is than by chance, in the kind and band where it is most.
    case neighborsMoved = "neighbours_moved"
    /// How many items have become neighbours of many.
    case newHubs = "new_hubs"
    /// The largest change of the score at a percentile.
    case scoreDrift = "score_drift"
    /// The share of playlists less coherent than all but one in a hundred of the old model's.
    case incoherentPlaylists = "incoherent_playlists"
    /// How many playlists the largest group with nearly the same tracks has.
    case copiedPlaylists = "copied_playlists"
    /// How much of NDCG@10 on held-out playlists is lost: 0.02 for two in a hundred.
    case evaluationDrop = "evaluation_drop"
  }

  /// A measure's value, or nil when it could not be taken: what needs a reseed, held-out playlists, or a sample of playlists.
  public func value(of measure: Measure) -> Double? {
    switch measure {
    case .lostShare: coverage.first { $0.kind == .track }?.lostShare
    case .lostArtists: coverage.first { $0.kind == .artist }.map { Double($0.lost) }
    case .neighborsMoved: movements.compactMap { $0.chance.map(\.drop) }.max()
    case .newHubs: reseed == nil ? nil : Double(hubs.count)
    case .scoreDrift: scores.map { Double(abs($0.after - $0.before)) }.max()
    case .incoherentPlaylists: playlists?.incoherentShare
    case .copiedPlaylists: playlists.map { Double($0.ringAfter) }
    case .evaluationDrop:
      evaluation.map { $0.before > 0 ? max(0, -$0.difference.mean / $0.before) : 0 }
    }
  }
}

/// An item as a report names it.
public struct NamedItem: Sendable, Equatable {
  /// The item.
  public let id: ItemID
  /// Its title or name, and who it is by, where the catalog knows.
  public let name: String?
  public let by: String?

  init(_ kind: ItemKind, _ ordinal: Int, in model: Model) {
    let list = model[kind].list
    let (name, credit) = (list.names[ordinal], list.credits[ordinal])
    id = ItemID(kind, list.ids[ordinal])
    self.name = name.isEmpty ? nil : name
    by = credit.isEmpty ? nil : credit
  }
}

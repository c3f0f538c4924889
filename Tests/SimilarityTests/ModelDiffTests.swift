import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Models of planted playlists, as they are and with a fault.
@Suite struct ModelDiffTests {
  private typealias Playlists = [(id: String, name: String, tracks: [String])]

  private static let planted = PlantedCorpus(scenes: 4, playlistsPerScene: 100)

  private static func playlists() throws -> Playlists {
    let lists = try CorpusLists(planted.corpus)
    return lists.ids.indices.map { (lists.ids[$0], lists.names[$0], lists.tracks[$0]) }
  }

  private static func model(_ playlists: Playlists, seed: UInt64) throws -> Model {
    var parameters = TrainingParameters()
    (parameters.dimension, parameters.epochs, parameters.threads, parameters.seed) = (8, 6, 1, seed)
    return try ModelBuilder(catalog: planted.catalog, threads: 1).build(
      training: EncodedCorpus(listing: playlists), with: parameters, created: Date(timeIntervalSince1970: Double(seed))
    ).inMemory()
  }

  /// The model that others are compared with, and its reseed.
  private static let pair = Result { (old: try model(playlists(), seed: 1), twin: try model(playlists(), seed: 2)) }

  private static func diff(to playlists: Playlists, seed: UInt64 = 3, heldOut: [[String]]? = nil) throws -> ModelDiff {
    let (old, twin) = try pair.get()
    return ModelDiff(from: old, to: try model(playlists, seed: seed), reseed: twin, heldOut: heldOut)
  }

  @Test(arguments: [UInt64(3), 4, 5, 6]) func another_seed_changes_nothing_beyond_chance(seed: UInt64) throws {
    let diff = try Self.diff(to: Self.playlists(), seed: seed, heldOut: Self.playlists().prefix(40).map(\.tracks))
    #expect(diff.isQuiet, "seed \(seed): \(diff.findings)")
    #expect(diff.movements.contains { $0.kind == .track } && diff.movements.allSatisfy { $0.chance != nil })
    #expect(diff.value(of: .lostShare) == 0 && diff.value(of: .lostArtists) == 0)
    #expect(ModelDiff.Measure.allCases.allSatisfy { diff.value(of: $0) != nil })
  }

  @Test func without_a_reseed_nothing_is_said_of_neighbours() throws {
    let (old, twin) = try Self.pair.get()
    let diff = ModelDiff(from: old, to: twin)
    #expect(diff.isQuiet && diff.movements.allSatisfy { $0.chance == nil && !$0.isBeyondChance })
    #expect(diff.value(of: .neighborsMoved) == nil && diff.value(of: .newHubs) == nil)
    #expect(diff.value(of: .evaluationDrop) == nil)
    #expect(ModelDiff.isReseed(twin, of: old) && !ModelDiff.isReseed(old, of: old))
    #expect(!ModelDiff.isReseed(try Self.model(Array(Self.playlists().dropLast()), seed: 9), of: old))
  }

  @Test func playlists_thrown_together_are_told() throws {
    var playlists = try Self.playlists()
    var random = RandomSource(seed: 1)
    let places = Array(stride(from: 0, to: playlists.count, by: 10))
    var pool = places.flatMap { playlists[$0].tracks }
    pool.shuffle(using: &random)
    for place in places {
      let count = playlists[place].tracks.count
      playlists[place].tracks = Array(pool.suffix(count))
      pool.removeLast(count)
    }
    let diff = try Self.diff(to: playlists)
    let signs = try #require(diff.playlists)
    #expect(signs.isLessCoherent && (0.08...0.13).contains(signs.incoherentShare), "\(signs.incoherentShare)")
    #expect(diff.findings.contains { if case .incoherent = $0 { true } else { false } })
  }

  @Test func a_lost_artist_is_named() throws {
    let gone = Set(Self.planted.catalog.filter { $0.artists.first?.id == "s2a1" }.map(\.id))
    #expect(!gone.isEmpty)
    let diff = try Self.diff(
      to: Self.playlists().map { ($0.id, $0.name, $0.tracks.filter { !gone.contains($0) }) })
    let lost = diff.coverage.filter { $0.lost > 0 }
    #expect(lost.map(\.kind) == [.track, .album, .artist])
    #expect(lost.map(\.lost) == [gone.count, 1, 1])
    #expect(lost.last?.lostItems.map(\.id) == [ItemID(.artist, "s2a1")])
    #expect(Set(lost[0].lostItems.map(\.id.id)) == gone)
    #expect(diff.value(of: .lostArtists) == 1)
    #expect(abs((diff.value(of: .lostShare) ?? 0) - lost[0].lostShare) < 1e-12 && lost[0].lostShare > 0.05)
  }

  @Test func a_ring_of_copies_is_told_with_what_it_lifts() throws {
    let tracks = [0, 1, 2, 3].flatMap { scene in (0..<2).map { PlantedCorpus.trackID(scene, $0) } }
    let playlists = try Self.playlists() + (0..<200).map { ("spam\($0)", "Best of", tracks) }
    let diff = try Self.diff(to: playlists)
    let signs = try #require(diff.playlists)
    #expect(signs.hasNewRing && signs.ringAfter == 200 && signs.ringExample?.hasPrefix("spam") == true)
    #expect(Set(signs.ringTracks.map(\.id.id)).isSubset(of: tracks))
    #expect(diff.value(of: .copiedPlaylists) == 200)
    #expect(diff.coverage.last?.added == 200)
    #expect(diff.findings.contains { if case .copied = $0 { true } else { false } })
  }

  @Test func what_rises_and_falls_is_named_with_its_share() throws {
    let (risen, fallen) = (PlantedCorpus.trackID(1, 3), PlantedCorpus.trackID(2, 4))
    let playlists = try Self.playlists().map { playlist in
      (playlist.id, playlist.name, (playlist.tracks + [risen]).filter { $0 != fallen || playlist.id.contains("p00") })
    }
    let diff = try Self.diff(to: playlists)
    #expect(diff.risers.map(\.item.id.id) == [risen] && diff.fallers.map(\.item.id.id).first == fallen)
    #expect((diff.risers.first?.after ?? 0) > 1000)
  }

  @Test func a_worse_model_is_worse_with_an_interval_below_zero() throws {
    let heldOut = try Self.playlists().prefix(100).map(\.tracks)
    var playlists = try Self.playlists()
    var pool = playlists.flatMap(\.tracks)
    var random = RandomSource(seed: 3)
    pool.shuffle(using: &random)
    for place in playlists.indices {
      let count = playlists[place].tracks.count
      playlists[place].tracks = Array(pool.suffix(count))
      pool.removeLast(count)
    }
    let evaluation = try #require(try Self.diff(to: playlists, heldOut: heldOut).evaluation)
    #expect(evaluation.isBeyondChance && evaluation.interval.upperBound < 0 && evaluation.playlists == 100)
    #expect(evaluation.after < evaluation.before)
  }
}

/// Gates, and promotions that obey them.
@Suite struct GateTests {
  let folder: TemporaryFolder
  let store: ModelStore
  let versions: [String]

  private static let models = Result {
    try (0..<2).map {
      try PlantedModel.build(
        seed: UInt64($0 + 1), created: Date(timeIntervalSince1970: 1e9 + Double($0)), scenes: 2)
    }
  }

  init() throws {
    folder = try TemporaryFolder()
    let store = ModelStore(folder: folder.path)
    versions = try Self.models.get().enumerated().map { try store.publish($1, isCurrent: $0 == 0).version }
    self.store = store
  }

  private func verdict(_ bounds: [ModelDiff.Measure: Double]) throws -> GateVerdict {
    let diff = ModelDiff(from: try store.load(versions[0]).model, to: try store.load(versions[1]).model)
    return Gate(bounds: bounds).verdict(on: diff)
  }

  @Test func a_promotion_obeys_the_gate_unless_somebody_says_why_not() throws {
    let refusing = try verdict([.lostShare: 0, .copiedPlaylists: 0])
    #expect(!refusing.isPassed && refusing.checks.map(\.isPassed) == [false, true])
    try store.record(refusing)
    let refusal = #expect(throws: GateRefusal.self) { try store.promote(versions[1]) }
    #expect(refusal?.description.contains("copied_playlists is ") == true, "\(String(describing: refusal))")
    #expect(try store.select().version == versions[0])
    try store.promote(versions[1], forcing: "the copies are meant")
    #expect(try store.select().version == versions[1])
    let kept = try #require(try store.verdict(on: versions[1]))
    #expect(kept.override?.reason == "the copies are meant" && kept.checks == refusing.checks && !kept.isPassed)
    // A later verdict takes the place of the old one.
    try store.rollback()
    try store.record(try verdict([.lostShare: 0]))
    try store.promote(versions[1])
    #expect(try store.verdict(on: versions[1])?.override == nil)
  }

  @Test func what_was_not_measured_does_not_pass() throws {
    let verdict = try verdict([.evaluationDrop: 1, .neighborsMoved: 1])
    #expect(verdict.checks.map(\.value) == [nil, nil] && !verdict.isPassed)
    #expect(GateRefusal(verdict: verdict).description.contains("evaluation_drop was not measured"))
  }

  @Test func a_verdict_goes_with_its_version_and_none_is_kept_of_others() throws {
    try store.record(try verdict([.lostShare: 0]))
    #expect(try store.versions() == versions)
    let removed = try store.prune(Retention(age: 0, newest: 1))
    #expect(removed.isEmpty)
    try store.promote(versions[1])
    try store.removeLabel("x")
    _ = try store.publish(PlantedModel.build(seed: 5, created: Date(timeIntervalSince1970: 1.1e9), scenes: 2))
    _ = try store.publish(PlantedModel.build(seed: 6, created: Date(timeIntervalSince1970: 1.2e9), scenes: 2))
    #expect(try store.prune(Retention(age: 0, newest: 1)) == versions)
    #expect(try store.verdict(on: versions[1]) == nil)
    let gone = try #require(
      try? Gate(bounds: [.lostShare: 0]).verdict(
        on: ModelDiff(
          from: Self.models.get()[0].inMemory(), to: Self.models.get()[1].inMemory())))
    #expect(throws: DataError.self) { try store.record(gone) }
  }

  @Test func a_verdict_that_cannot_be_read_is_no_pass() throws {
    try store.record(try verdict([.lostShare: 0]))
    _ = try folder.write("nonsense", as: "gates/\(versions[1])")
    #expect(throws: DataError.self) { try store.promote(versions[1]) }
    #expect(try store.select().version == versions[0])
  }

  @Test(arguments: [
    ("[]", "not a JSON object"), ("{", "not a JSON object"), ("{}", "bounds nothing"),
    (#"{"lost_shard": 1}"#, "there is no measure 'lost_shard'"),
    (#"{"lost_share": "1"}"#, "'lost_share' is not bounded by a number"),
    (#"{"lost_share": true}"#, "'lost_share' is not bounded by a number"),
    (#"{"lost_share": null}"#, "'lost_share' is not bounded by a number"),
    (#"{"lost_share": -1}"#, "'lost_share' is not bounded by a number"),
  ]) func a_slip_does_not_open_the_gate(text: String, fault: String) throws {
    let path = try folder.write(text, as: "gate.json")
    let error = #expect(throws: DataError.self) { try Gate(path: path) }
    #expect(error?.fault.contains(fault) == true && error?.place == path)
  }

  @Test func a_gate_is_read_from_a_file() throws {
    let path = try folder.write(#"{"lost_share": 0.02, "new_hubs": 3}"#, as: "gate.json")
    #expect(try Gate(path: path) == Gate(bounds: [.lostShare: 0.02, .newHubs: 3]))
  }
}

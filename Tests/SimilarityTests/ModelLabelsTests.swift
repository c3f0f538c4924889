import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Names that move between versions, and versions that go.
@Suite struct ModelLabelsTests {
  private static func moment(_ day: Int) -> Date { Date(timeIntervalSince1970: 1_767_225_600 + Double(day) * 86_400) }

  /// Small models built a day after each other.
  private static let models = Result {
    try (0..<4).map { try PlantedModel.build(seed: UInt64($0 + 1), created: moment($0), scenes: 2) }
  }

  let folder: TemporaryFolder
  let store: ModelStore
  let versions: [String]

  init() throws {
    folder = try TemporaryFolder()
    let store = ModelStore(folder: folder.path)
    versions = try Self.models.get().enumerated().map { try store.publish($1, isCurrent: $0 == 0).version }
    self.store = store
  }

  @Test func a_promoted_version_is_served_and_a_rollback_goes_back_and_forth() throws {
    #expect(try store.labels() == ["current": versions[0]])
    #expect(throws: DataError.self) { try store.rollback() }
    #expect(try store.promote(versions[2]) == .init(version: versions[2], previous: versions[0]))
    #expect(try store.labels() == ["current": versions[2], "previous": versions[0]])
    #expect(try store.promote(versions[2]) == .init(version: versions[2], previous: versions[0]))
    #expect(try store.rollback() == .init(version: versions[0], previous: versions[2]))
    #expect(try store.rollback() == .init(version: versions[2], previous: versions[0]))
    #expect(try store.select().version == versions[2])
    // A publication that becomes current is remembered like a promotion.
    let newest = try store.publish(PlantedModel.build(seed: 9, created: Self.moment(9), scenes: 2)).version
    #expect(try store.labels() == ["current": newest, "previous": versions[2]])
  }

  @Test func what_does_not_verify_is_never_served() throws {
    try store.promote(versions[1])
    for version in [versions[0], versions[3]] {
      let path = Paths.join(store.folder(of: version), "tracks.vectors")
      var bytes = try ByteSource.readAll(path: path)
      bytes[bytes.count - 9] ^= 1
      try DurableFile.write(bytes, to: path)
    }
    let promotion = #expect(throws: DataError.self) { try store.promote(versions[3]) }
    #expect(promotion?.code == .badData)
    #expect(throws: DataError.self) { try store.rollback() }
    #expect(try store.select().version == versions[1])
    #expect(throws: DataError.self) { try store.promote("nobody") }
  }

  @Test func a_folder_that_is_not_there_is_said_to_be_so_and_not_made() throws {
    let nowhere = ModelStore(folder: folder("nowhere"))
    for change in [
      { _ = try nowhere.promote("x") }, { _ = try nowhere.rollback() }, { _ = try nowhere.setLabel("a", to: "x") },
      { _ = try nowhere.removeLabel("a") }, { _ = try nowhere.prune(Retention(age: 0, newest: 1)) },
      { _ = try nowhere.deny([ItemID(.track, "a")]) },
    ] as [() throws -> Void] {
      let error = #expect(throws: DataError.self) { try change() }
      #expect(error?.code == .missingInput)
    }
    #expect(!Paths.exists(nowhere.folder))
  }

  @Test func labels_are_given_and_taken() throws {
    #expect(try store.setLabel("canary", to: versions[1]) == versions[1])
    #expect(try store.setLabel("other", to: "canary") == versions[1])
    #expect(try store.promote("canary").version == versions[1])
    #expect(try store.removeLabel("other"))
    #expect(try !store.removeLabel("other"))
    #expect(try store.labels() == ["current": versions[1], "previous": versions[0], "canary": versions[1]])
    #expect(throws: DataError.self) { try store.setLabel("x", to: "nobody") }
  }

  @Test func what_a_writer_that_died_has_left_is_no_label_and_goes_with_the_next() throws {
    try store.setLabel("canary", to: versions[1])
    for name in ["labels/canary.partial-7-1", "labels/previous.partial-7-2", "CURRENT.partial-7-3"] {
      try folder.write("\(versions[3])\n", as: name)
    }
    #expect(try store.labels() == ["current": versions[0], "canary": versions[1]])
    #expect(try store.prune(Retention(age: 0, newest: 1), now: Self.moment(10)) == [versions[2]])
    #expect(try Paths.names(in: folder("labels")) == ["canary"])
    #expect(try Paths.names(in: folder.path).allSatisfy { !$0.contains(".partial-") })
  }

  @Test func only_what_is_old_and_many_and_unnamed_goes() throws {
    try store.setLabel("keep", to: versions[1])
    let now = Self.moment(10)
    func removable(_ days: Double, _ newest: Int) throws -> [String] {
      try store.prune(Retention(age: days * 86_400, newest: newest), now: now, isDry: true)
    }
    // Version 0 is current, version 1 has a name.
    #expect(try removable(0, 1) == [versions[2]])
    #expect(try removable(0, 2).isEmpty)
    #expect(try removable(8.5, 1).isEmpty)
    #expect(try removable(7.5, 1) == [versions[2]])
    try store.promote(versions[3])
    try store.removeLabel("keep")
    #expect(try removable(0, 1) == [versions[1], versions[2]])
    #expect(try store.versions() == versions)
    #expect(try store.prune(Retention(age: 0, newest: 1), now: now) == [versions[1], versions[2]])
    #expect(try store.versions() == [versions[0], versions[3]])
    #expect(try Paths.names(in: folder.path).allSatisfy { !$0.contains(".partial-") })
    #expect(try store.rollback().version == versions[0])
  }

  @Test func no_retention_leaves_nothing() throws {
    var random = TestRandom(seed: 5)
    for round in 0..<500 {
      let count = Int.random(in: 1...9, using: &random)
      let all = (0..<count).map { "2026010\($0 + 1)T000000Z-00000\($0)" }
      let named = Set(all.filter { _ in Bool.random(using: &random) })
      let newest = Int.random(in: 1...5, using: &random)
      let age = Double.random(in: 0...20, using: &random) * 86_400
      let now = Self.moment(Int.random(in: 0...30, using: &random))
      let gone = Retention(age: age, newest: newest).removable(from: all, named: named, now: now)
      for version in gone {
        let built = try #require(ModelVersion.date(of: version))
        #expect(now.timeIntervalSince(built) > age && !named.contains(version), "round \(round)")
        #expect(all.suffix(newest).allSatisfy { $0 != version }, "round \(round)")
      }
      #expect(gone.count < count, "round \(round)")
    }
  }

  @Test func a_disk_that_fails_anywhere_serves_the_old_or_the_new() throws {
    let (old, new) = (versions[0], versions[2])
    for step in 0..<12 {
      try store.promote(old)
      let failing = ModelStore(folder: folder.path, disk: .failing(at: step))
      _ = try? failing.promote(new)
      let selection = try store.select()
      #expect([old, new].contains(selection.version) && selection.note == nil)
      #expect(try store.danglingLabels().isEmpty)
      try store.promote(new)
      _ = try? failing.rollback()
      #expect([old, new].contains(try store.select().version))
      _ = try? ModelStore(folder: folder.path, disk: .failing(at: step)).prune(
        Retention(age: 0, newest: 3), now: Self.moment(99))
      for version in try store.versions() { try store.verify(version) }
    }
  }
}

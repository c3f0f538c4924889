import Embeddings
import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Similarity

@Suite struct ModelStoreTests {
  private static func moment(_ day: Int) -> Date { Date(timeIntervalSince1970: 1_767_225_600 + Double(day) * 86_400) }

  /// Small models that differ, built once for all tests of this suite.
  private static let models = Result {
    try (0..<3).map { try PlantedModel.build(seed: UInt64($0 + 1), created: moment($0), scenes: 2) }
  }

  @Test func an_empty_or_missing_folder_is_said_to_be_so() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: DataError.self) { try ModelStore(folder: folder("no")).select() }
    #expect(missing?.code == .missingInput)
    let empty = #expect(throws: DataError.self) { try ModelStore(folder: folder.path).load() }
    #expect(empty?.description == "\(folder.path): holds no model; make one with 'w2v train'")
  }

  @Test func what_is_published_is_loaded() throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("deep/models"))
    let built = try Self.models.get()[0]
    let manifest = try store.publish(built, labels: ["idea"])
    #expect(ModelVersion.isVersion(manifest.version))
    #expect(manifest.version.hasPrefix("20260101T000000Z-"))
    let (model, note) = try store.load()
    #expect(note == nil)
    #expect(model.manifest == manifest)
    for kind in ItemKind.allCases {
      #expect(model[kind].list == built.collection(kind).list)
      for role in EmbeddingRole.allCases {
        #expect(model[kind].matrix(role) == built.collection(kind).matrix(role))
      }
    }
    #expect(try store.labels() == ["current": manifest.version, "idea": manifest.version])
    #expect(try store.verify(manifest.version) == manifest)
    #expect(
      try Paths.names(in: store.folder(of: manifest.version)).count == manifest.files.count + 2,
      "the folder holds what the manifest names, the manifest and its digest")
  }

  @Test func the_same_model_has_the_same_bytes() throws {
    let folder = try TemporaryFolder()
    let first = try ModelStore(folder: folder("a")).publish(PlantedModel.build(scenes: 2))
    let second = try ModelStore(folder: folder("b")).publish(PlantedModel.build(scenes: 2))
    #expect(first.files.map(\.sha256) == second.files.map(\.sha256))
    #expect(first.corpus?.digest == second.corpus?.digest)
  }

  @Test func names_choose_versions() throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder.path)
    let models = try Self.models.get()
    let first = try store.publish(models[0]).version
    let second = try store.publish(models[1], labels: ["canary"], isCurrent: false).version
    #expect(try store.versions() == [first, second])
    #expect(try store.select().version == first)
    #expect(try store.select("current").version == first)
    #expect(try store.select("canary").version == second)
    #expect(try store.select(second).version == second)
    #expect(try store.load("canary").model.version == second)
    let error = #expect(throws: DataError.self) { try store.select("nope") }
    #expect(error?.code == .missingInput)

    #expect(try store.danglingLabels().isEmpty)
    try folder.write("20200101T000000Z-000000\n", as: "CURRENT")
    #expect(try store.danglingLabels() == ["current": "20200101T000000Z-000000"])
    #expect(try store.select().note?.contains("is gone; using the newest") == true)

    try Paths.remove(store.currentPath)
    let selection = try store.select()
    #expect(selection.version == second)
    #expect(selection.note?.contains("no version is marked current") == true)
  }

  @Test func every_broken_file_is_named_and_the_older_model_answers() throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder.path)
    let models = try Self.models.get()
    let old = try store.publish(models[0])
    let new = try store.publish(models[1])
    for file in new.files {
      let path = Paths.join(store.folder(of: new.version), file.name)
      let bytes = try ByteSource.readAll(path: path)
      guard !bytes.isEmpty else { continue }
      var flipped = bytes
      flipped[bytes.count / 2] ^= 1
      for broken in [flipped, Array(bytes.dropLast())] {
        try DurableFile.write(broken, to: path)
        let error = #expect(throws: DataError.self) { try store.verify(new.version) }
        #expect(error?.place == path)
        #expect(error?.code == .badData)
        #expect(throws: DataError.self) { try store.load(new.version) }
        let (model, note) = try store.load()
        #expect(model.version == old.version)
        #expect(note?.contains(path) == true)
      }
      try DurableFile.write(bytes, to: path)
    }
    #expect(try store.load().model.version == new.version)
  }

  @Test func a_disk_that_fails_anywhere_leaves_the_old_model() throws {
    let folder = try TemporaryFolder()
    let models = try Self.models.get()
    let old = try ModelStore(folder: folder.path).publish(models[0])
    var published = false
    for step in 0..<1000 where !published {
      let store = ModelStore(folder: folder.path, disk: .failing(at: step))
      do {
        _ = try store.publish(models[1])
        published = true
      } catch let error as DataError {
        #expect(error.code == .cannotWrite, "step \(step)")
        let (model, _) = try ModelStore(folder: folder.path).load()
        #expect([old.version, try ModelStore(folder: folder.path).versions().last].contains(model.version))
        #expect(
          try Paths.names(in: folder.path).allSatisfy { !$0.contains(".partial-") },
          "step \(step) leaves nothing behind")
      }
    }
    #expect(published, "with no fault left it publishes")
  }

  @Test func leftovers_of_a_writer_that_died_are_cleared() throws {
    let folder = try TemporaryFolder()
    try Paths.createFolder(folder(".partial-4711"))
    try folder.write("x", as: ".partial-4711/tracks.vectors")
    try folder.write("x", as: "CURRENT.partial-1-2")
    let store = ModelStore(folder: folder.path)
    #expect(throws: DataError.self) { try store.load() }
    let version = try store.publish(Self.models.get()[0]).version
    #expect(try Paths.names(in: folder.path) == [".lock", version, "CURRENT"])
  }

  @Test func publishers_take_turns() async throws {
    let folder = try TemporaryFolder()
    let models = try Self.models.get()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for model in models + models {
        group.addTask { _ = try ModelStore(folder: folder.path).publish(model) }
      }
      try await group.waitForAll()
    }
    let store = ModelStore(folder: folder.path)
    #expect(try store.versions().count == 3)
    for version in try store.versions() { try store.verify(version) }
  }

  @Test(arguments: ["a", "canary", "v1.2-x_3"]) func good_labels(label: String) {
    #expect(ModelStore.isLabel(label))
  }

  @Test(arguments: ["", "current", "previous", ".hidden", "a/b", "a b", "..", "20261122T120000Z-3f9c1a"])
  func bad_labels(label: String) {
    #expect(!ModelStore.isLabel(label))
  }
}

extension Disk {
  /// A disk whose call number `step` (writes, syncs and renames together, from 0) and all later ones fail.
  static func failing(at step: Int) -> Disk {
    let calls = Calls(limit: step)
    let system = Disk.system
    return Disk(
      write: { calls.mayRun() ? system.write($0, $1) : calls.fail() },
      sync: { calls.mayRun() ? system.sync($0) : Int32(calls.fail()) },
      rename: { calls.mayRun() ? system.rename($0, $1) : Int32(calls.fail()) })
  }

  private final class Calls: Sendable {
    private let left: Mutex<Int>
    init(limit: Int) { left = Mutex(limit) }

    func mayRun() -> Bool {
      left.withLock {
        $0 -= 1
        return $0 >= 0
      }
    }

    func fail() -> Int {
      errno = ENOSPC
      return -1
    }
  }
}

import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// What a model takes, and what there is.
@Suite struct ModelMemoryTests {
  @Test func a_model_that_does_not_fit_is_refused_with_the_sum() throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let manifest = try store.publish(PlantedModel.build(seed: 5))
    let memory = ModelMemory(of: manifest)
    #expect(memory.mappedBytes > 0 && memory.heapBytes > 0)
    #expect(memory.bytes >= manifest.files.reduce(0) { $0 + $1.bytes })
    try memory.check(available: memory.bytes, folder: "m")
    try memory.check(available: nil, folder: "m")
    let error = #expect(throws: DataError.self) { try memory.check(available: memory.bytes - 1, folder: "m") }
    let said = "\(try #require(error))"
    #expect(said.hasPrefix("m: needs ") && said.contains("are available"), "\(said)")
  }

  @Test func a_store_falls_back_to_the_newest_model_that_fits() throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let small = try store.publish(
      PlantedModel.build(seed: 1, created: Date(timeIntervalSince1970: 1_767_225_600), scenes: 2))
    let large = try store.publish(
      PlantedModel.build(seed: 1, created: Date(timeIntervalSince1970: 1_767_312_000), scenes: 6))
    let (least, most) = (ModelMemory(of: small).bytes, ModelMemory(of: large).bytes)
    try #require(least < most)
    #expect(try store.load(within: most).model.version == large.version)
    let fallback = try store.load(within: most - 1)
    #expect(fallback.model.version == small.version && fallback.note?.contains("are available") == true)
    #expect(throws: DataError.self) { try store.load(within: least - 1) }
    #expect(throws: DataError.self) { try store.load(large.version, within: most - 1) }
  }

  @Test func the_system_says_what_is_available() throws {
    let text = "MemTotal:       24576000 kB\nMemFree:        1000 kB\nMemAvailable:   2000 kB\n"
    #expect(SystemMemory.availableBytes(in: text) == 2_048_000)
    #expect(SystemMemory.availableBytes(in: nil) == nil && SystemMemory.availableBytes(in: "nonsense") == nil)
    #expect(SystemMemory.leftInGroup(limit: "1000\n", used: "700\n", statistics: "anon 5\ninactive_file 200\n") == 500)
    #expect(SystemMemory.leftInGroup(limit: "1000", used: "1700", statistics: nil) == 0)
    #expect(SystemMemory.leftInGroup(limit: "max\n", used: "700\n", statistics: nil) == nil)
    #if os(Linux)
      #expect(try #require(SystemMemory.available) > 1 << 20)
    #endif
  }
}

import Files
import TestSupport
import Testing

@testable import Embeddings

@Suite struct CheckpointFileTests {
  private static func state(withBest: Bool) -> TrainingState {
    func matrix(_ seed: UInt64) -> EmbeddingMatrix {
      var random = RandomSource(seed: seed)
      return EmbeddingMatrix(count: 3, dimension: 2, values: (0..<6).map { _ in random.unitFloat() - 0.5 })
    }
    var history = TrainingHistory()
    history.losses = [2.5, 1.0 / 3]
    history.unitsDone = 7
    return TrainingState(
      vectors: TrackVectors(input: matrix(1), context: matrix(2)), inputAccumulators: [1, 2, 3],
      contextAccumulators: [4, 5, 6], best: withBest ? TrackVectors(input: matrix(3), context: matrix(4)) : nil,
      history: history)
  }

  private static let description = Array("{\"epoch\":3}".utf8)

  private func read(_ path: String, history: TrainingHistory = Self.state(withBest: false).history) throws
    -> TrainingState
  {
    try CheckpointFile.read(path: path) { bytes in
      #expect(bytes == Self.description)
      return history
    }
  }

  @Test(arguments: [false, true]) func what_is_written_is_read(withBest: Bool) throws {
    let folder = try TemporaryFolder()
    let state = Self.state(withBest: withBest)
    try CheckpointFile.write(state, description: Self.description, to: folder("c"))
    #expect(try read(folder("c")) == state)
    #expect(try CheckpointFile.readDescription(path: folder("c")) == Self.description)
  }

  @Test(arguments: [false, true]) func any_flipped_bit_and_any_cut_is_refused_with_a_remedy(withBest: Bool) throws {
    let folder = try TemporaryFolder()
    try CheckpointFile.write(Self.state(withBest: withBest), description: Self.description, to: folder("whole"))
    let bytes = try ByteSource.readAll(path: folder("whole"))
    for place in bytes.indices {
      for bit in [UInt8(1), 0x80] {
        var flipped = bytes
        flipped[place] ^= bit
        try folder.write(flipped, as: "c")
        let error = #expect(throws: DataError.self, "byte \(place) flipped") { try read(folder("c")) }
        #expect(error?.code == .badData && error?.remedy != nil, "byte \(place): \(String(describing: error))")
      }
      try folder.write(Array(bytes[..<place]), as: "c")
      let error = #expect(throws: DataError.self, "cut at byte \(place)") { try read(folder("c")) }
      #expect(error?.code == .badData && error?.remedy != nil, "cut at \(place): \(String(describing: error))")
    }
    try folder.write(bytes + [0], as: "c")
    #expect(throws: DataError.self) { try read(folder("c")) }
  }

  @Test func a_header_that_promises_too_much_allocates_nothing() throws {
    let folder = try TemporaryFolder()
    for (dimension, count) in [(4096, Int.max / 2), (Int(UInt32.max), Int.max / 64), (8, 1 << 40)] {
      let header = CheckpointFile.Header(
        dimension: dimension, count: count, descriptionByteCount: 11, holdsBest: true, descriptionChecksum: 0,
        tablesChecksum: 0)
      try folder.write(header.bytes, as: "c")
      let error = #expect(throws: DataError.self) { try read(folder("c")) }
      #expect(error?.fault.contains("the header promises") == true)
    }
  }

  @Test func a_disk_that_fails_at_any_call_leaves_the_older_checkpoint() throws {
    let folder = try TemporaryFolder()
    let older = Self.state(withBest: false)
    try CheckpointFile.write(older, description: Self.description, to: folder("c"))
    for fault in 0..<3 {
      var disk = Disk.system
      if fault == 0 { disk.write = { _, _ in -1 } }
      if fault == 1 { disk.sync = { _ in -1 } }
      if fault == 2 { disk.rename = { _, _ in -1 } }
      let failing = disk
      let error = #expect(throws: DataError.self) {
        try CheckpointFile.write(
          Self.state(withBest: true), description: Self.description, to: folder("c"), disk: failing)
      }
      #expect(error?.code == .cannotWrite)
      #expect(try read(folder("c")) == older)
      #expect(try Paths.names(in: folder.path) == ["c"])
    }
  }
}

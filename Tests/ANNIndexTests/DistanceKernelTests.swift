import CVectorKernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Every level that this CPU has, against sums in double precision.
@Suite struct DistanceKernelTests {
  static let lengths = Array(0...67) + [100, 128, 300, 301, 784]

  static var levels: [cvk_distance_kernels] {
    var levels: [cvk_distance_kernels] = []
    while let level = cvk_distance_kernels_at(levels.count) { levels.append(level.pointee) }
    return levels
  }

  /// Floats that end where memory ends: one read past the last stops the program.
  final class EdgeBlock {
    private let pages: UnsafeMutableRawPointer
    private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    init() {
      pages = mmap(nil, 2 * pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
      mprotect(pages + pageSize, pageSize, PROT_NONE)
    }

    deinit { munmap(pages, 2 * pageSize) }

    func place(_ values: [Float]) -> UnsafePointer<Float> {
      let start = (pages + pageSize - 4 * values.count).bindMemory(to: Float.self, capacity: values.count)
      for (position, value) in values.enumerated() { start[position] = value }
      return UnsafePointer(start)
    }
  }

  @Test func the_portable_level_is_always_there_and_the_best_is_the_last() {
    #expect(String(cString: Self.levels[0].name) == "generic")
    #expect(String(cString: cvk_distance_kernels_best().pointee.name) == String(cString: Self.levels.last!.name))
    for level in Self.levels { #expect(cvk_distance_kernels_named(level.name) != nil) }
    #expect(cvk_distance_kernels_named("abacus") == nil)
  }

  @Test(arguments: lengths) func every_level_agrees_with_double_precision_and_reads_nothing_more(_ length: Int) {
    var random = TestRandom(seed: UInt64(length) + 1)
    let vectors = (0..<5).map { _ in (0..<length).map { _ in random.normal() } }
    let blocks = vectors.map { _ in EdgeBlock() }
    let places = zip(blocks, vectors).map { $0.place($1) }
    for level in Self.levels {
      let name = String(cString: level.name)
      var dots: [Float] = [9, 9, 9, 9]
      var distances: [Float] = [9, 9, 9, 9]
      level.dot_four(places[0], places[1], places[2], places[3], places[4], length, &dots)
      level.squared_l2_four(places[0], places[1], places[2], places[3], places[4], length, &distances)
      for row in 1...4 {
        let dot = zip(vectors[0], vectors[row]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let magnitude = zip(vectors[0], vectors[row]).reduce(0.0) { $0 + abs(Double($1.0) * Double($1.1)) }
        let distance = zip(vectors[0], vectors[row]).reduce(0.0) {
          $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
        }
        let one = level.dot(places[0], places[row], length)
        let oneDistance = level.squared_l2(places[0], places[row], length)
        #expect(abs(Double(one) - dot) <= 1e-6 * magnitude, "\(name) dot, length \(length)")
        #expect(abs(Double(oneDistance) - distance) <= 1e-6 * distance, "\(name) l2, length \(length)")
        #expect(dots[row - 1].bitPattern == one.bitPattern, "\(name) four rows, length \(length)")
        #expect(distances[row - 1].bitPattern == oneDistance.bitPattern, "\(name) four rows, length \(length)")
      }
    }
  }

  @Test(arguments: lengths) func every_level_adds_products_of_integers_exactly(_ length: Int) {
    var random = TestRandom(seed: UInt64(length) + 7)
    // The extremes as well: the largest sums of pairs that an instruction holds in between.
    let bytes = (0..<5).map { row in
      (0..<length).map { _ in row == 1 ? Int8(-127) : Int8(Int(127 * random.normal()).clamped(to: 127)) }
    }
    // As long as unit rows in 2^15 steps: sums fit in 32 bits.
    let largest = Int((32_767 / Double(max(length, 1)).squareRoot()).rounded(.down))
    let words = (0..<5).map { row in
      (0..<length).map { _ in
        row == 1 ? Int16(-largest) : Int16(Int(Double(largest) * Double(random.normal())).clamped(to: largest))
      }
    }
    func expected<Code: FixedWidthInteger>(_ rows: [[Code]], _ row: Int) -> Int32 {
      zip(rows[0], rows[row]).reduce(0) { $0 + Int32($1.0) * Int32($1.1) }
    }
    for level in Self.levels {
      let name = String(cString: level.name)
      var (ofBytes, ofWords) = ([Int32](repeating: 9, count: 4), [Int32](repeating: 9, count: 4))
      level.dot_int8_four(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], length, &ofBytes)
      level.dot_int16_four(words[0], words[1], words[2], words[3], words[4], length, &ofWords)
      for row in 1...4 {
        #expect(level.dot_int8(bytes[0], bytes[row], length) == expected(bytes, row), "\(name), length \(length)")
        #expect(ofBytes[row - 1] == expected(bytes, row), "\(name) four, length \(length)")
        #expect(level.dot_int16(words[0], words[row], length) == expected(words, row), "\(name), length \(length)")
        #expect(ofWords[row - 1] == expected(words, row), "\(name) four, length \(length)")
      }
      // Queries and rows from both ends, so that no place of the tile has the products of another.
      var ofTile = [Int32](repeating: 9, count: 16)
      let starts = bytes.map { bytes in
        let copy = UnsafeMutablePointer<Int8>.allocate(capacity: max(length, 1))
        copy.initialize(from: bytes, count: length)
        return copy
      }
      defer { for start in starts { start.deallocate() } }
      let queries = starts[..<4].map { UnsafePointer($0) }
      let rows = starts[1...].reversed().map { UnsafePointer($0) }
      level.dot_int8_tile(queries, rows, length, &ofTile)
      for query in 0..<4 {
        for row in 0..<4 {
          #expect(
            ofTile[4 * query + row] == expected([bytes[query], bytes[4 - row]], 1), "\(name) tile, length \(length)")
        }
      }
      #expect(level.dot_int8(bytes[1], bytes[1], length) == expected([bytes[1], bytes[1]], 1), "\(name)")
      #expect(level.dot_int16(words[1], words[1], length) == expected([words[1], words[1]], 1), "\(name)")
    }
  }

  @Test func alignment_changes_no_bit() {
    var random = TestRandom(seed: 3)
    let values = (0..<340).map { _ in random.normal() }
    for level in Self.levels {
      let aligned = UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64)
      defer { aligned.deallocate() }
      var results: Set<UInt32> = []
      for offset in 0..<16 {
        let start = (aligned + 4 * offset).bindMemory(to: Float.self, capacity: 340)
        for (position, value) in values.enumerated() { start[position] = value }
        results.insert(level.dot(start, start + 170, 170).bitPattern)
        results.insert(level.dot(start + 170, start, 170).bitPattern)
      }
      #expect(results.count == 1, "\(String(cString: level.name))")
    }
  }
}

extension Int {
  /// The nearest value in `-limit...limit`.
  fileprivate func clamped(to limit: Int) -> Int { Swift.min(Swift.max(self, -limit), limit) }
}

import Files
import TestSupport
import Testing

@testable import Embeddings

/// Several threads read what one reads, wherever blocks end.
@Suite struct ParallelReadingTests {
  private struct Reading: Equatable {
    var playlists: [Playlist] = []
    var report = ReadingReport()
    var catalog = Catalog()
    var rejects: [UInt8] = []
    var vocabulary: Vocabulary?
    var error: String?
  }

  /// Reads with that many threads and blocks of so many bytes; everything that can be seen of it.
  private func read(
    _ paths: [String], format: CorpusFormat? = nil, isStrict: Bool = false, threads: Int, blockSize: Int,
    memoryBudget: Int = .max
  ) throws -> Reading {
    let folder = try TemporaryFolder()
    var options = CorpusOptions()
    (options.format, options.isStrict, options.threads, options.blockSize) = (format, isStrict, threads, blockSize)
    options.rejectsPath = folder("rejects")
    (options.memoryBudget, options.temporaryFolder) = (memoryBudget, folder.path)
    var reading = Reading()
    do {
      let (corpus, catalog, report) = try CorpusReader(paths: paths, options: options).readCorpus()
      let lists = try CorpusLists(corpus)
      reading.playlists = lists.ids.indices.map {
        Playlist(id: lists.ids[$0], name: lists.names[$0], tracks: lists.tracks[$0])
      }
      #expect(corpus.isSpooled == (memoryBudget == 0))
      (reading.report, reading.catalog, reading.vocabulary) = (report, catalog, corpus.vocabulary)
      reading.rejects = try ByteSource.readAll(path: folder("rejects"))
    } catch let error as DataError {
      reading.error = "\(error)"
    }
    return reading
  }

  /// The same reading by strings, which takes no blocks at all.
  private func readOneByOne(_ paths: [String], format: CorpusFormat?) throws -> ([Playlist], ReadingReport) {
    var options = CorpusOptions()
    options.format = format
    var playlists: [Playlist] = []
    let report = try CorpusReader(paths: paths, options: options).readPlaylists { playlists.append($0) }
    return (playlists.map { Playlist(id: $0.id, name: $0.name, tracks: $0.tracks) }, report)
  }

  /// Lines of which about every seventh is malformed, blank or used before.
  private func lines(_ format: CorpusFormat, count: Int, seed: UInt64) -> [UInt8] {
    var random = RandomSource(seed: seed)
    var text: [UInt8] = []
    for line in 0..<count {
      let tracks = (0...random.below(9)).map { _ in "t\(random.below(1 + random.below(200)))" }
      let id = random.below(12) == 0 ? "p\(random.below(1 + line))" : "p\(line)"
      let fault = random.below(14)
      switch format {
      case .tsv:
        text += Array("\(id)\tName \(line)\t\(fault == 0 ? "soon" : "2024-05")\t\(tracks.joined(separator: " "))".utf8)
        if fault == 1 { text += Array("\tmore".utf8) }
      case .jsonl:
        let objects = tracks.map { "{\"id\":\"\($0)\",\"title\":\"T\\u00e9 \(line)\",\"artist\":\"A\(line % 5)\"}" }
        text += Array("{\"id\":\"\(id)\",\"name\":\"N\",\"tracks\":[\(objects.joined(separator: ","))]".utf8)
        text += Array(fault == 0 ? ",".utf8 : "}".utf8)
      default:
        text += Array(tracks.joined(separator: fault == 0 ? "\t " : " ").utf8)
      }
      if fault == 2 { text.append(0xff) }
      if fault == 3 { text.append(0) }
      text += Array(fault == 4 ? "\r\n".utf8 : fault == 5 ? "\n\n".utf8 : "\n".utf8)
    }
    if seed % 2 == 0 { text.removeLast() }
    return text
  }

  @Test(arguments: [CorpusFormat.lines, .tsv, .jsonl], 1...4)
  func any_number_of_threads_and_any_block_size_read_the_same(format: CorpusFormat, seed: Int) throws {
    let folder = try TemporaryFolder()
    let paths = try (0..<2).map {
      try folder.write(lines(format, count: 150, seed: UInt64(seed * 2 + $0)), as: "\($0).x")
    }
    let expected = try read(paths, format: format, threads: 1, blockSize: 1 << 20)
    #expect(expected.report.rejected > 10 && expected.report.playlists > 100, "seed \(seed)")
    let (playlists, report) = try readOneByOne(paths, format: format)
    #expect(expected.playlists == playlists && expected.report == report, "seed \(seed)")
    for threads in [1, 2, 3] {
      for blockSize in [1, 30, 200, 5000] {
        let reading = try read(paths, format: format, threads: threads, blockSize: blockSize)
        #expect(reading == expected, "seed \(seed), \(threads) threads, blocks of \(blockSize)")
      }
      let spooled = try read(paths, format: format, threads: threads, blockSize: 200, memoryBudget: 0)
      #expect(spooled == expected, "seed \(seed), \(threads) threads, in temporary files")
    }
  }

  @Test(arguments: [CorpusFormat.lines, .tsv, .jsonl], 1...3)
  func a_strict_reading_ends_at_the_first_fault_of_the_file(format: CorpusFormat, seed: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(lines(format, count: 200, seed: UInt64(seed)), as: "a.x")
    let expected = try read([path], format: format, isStrict: true, threads: 1, blockSize: 1 << 20)
    #expect(expected.error != nil)
    for blockSize in [1, 40, 300] {
      let reading = try read([path], format: format, isStrict: true, threads: 3, blockSize: blockSize)
      #expect(reading == expected, "seed \(seed), blocks of \(blockSize)")
    }
  }

  @Test func a_fault_before_the_place_where_a_file_is_cut_comes_first() throws {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 5)
    let good = (0..<4000).map { "p\($0)\t\t\tt\(random.next())\n" }.joined()
    for (text, place) in [(good, ": byte "), ("broken\n" + good, ":1: ")] {
      let path = try folder.write(Array(Compression.gzip.encode(Array(text.utf8)).dropLast(20)), as: "a.tsv.gz")
      for threads in [1, 3] {
        let error = try read([path], format: .tsv, isStrict: true, threads: threads, blockSize: 100).error
        #expect(error?.hasPrefix(path + place) == true, "\(error ?? "no error")")
      }
    }
  }

  @Test func blocks_hold_whole_lines_and_a_line_over_the_limit_is_marked() throws {
    let folder = try TemporaryFolder()
    for (length, limit) in [(100_000, 1 << 20), (100_000, 100), (3 << 20, 100)] {
      let path = try folder.write("a\n\(String(repeating: "x ", count: length / 2))\nb\n\nc", as: "a")
      for size in [1, 3, 90] {
        var scanner = try RecordScanner(path: path, limit: limit)
        var parser = LinesParser(label: "l")
        var numbers = TrackNumbers()
        var record = PlaylistRecord()
        let block = LineBlock()
        var found: [String] = []
        while try scanner.nextLines(into: block, size: size) {
          block.parse(with: &parser, numbering: &numbers, worker: 0, record: &record, keepsDetails: false)
          found += block.records.map { $0.fault.map { "\($0.fault.prefix(20))" } ?? $0.id.string }
        }
        let second = length > limit ? "the record is longer" : "l:2"
        #expect(found == ["l:1", second, "l:3", "l:5"], "length \(length), size \(size)")
      }
    }
  }

  @Test func track_numbers_agree_with_a_dictionary() {
    var random = RandomSource(seed: 3)
    var numbers = TrackNumbers()
    var expected: [String: Int32] = [:]
    var new: [String] = []
    for _ in 0..<300 {
      let ids = (0..<random.below(60)).map { _ in
        String(repeating: "é", count: random.below(3)) + String(repeating: "a", count: random.below(20))
          + "\(random.below(4000))"
      }
      for id in ids where expected[id] == nil { expected[id] = Int32(expected.count) }
      let table = StringTable(ids)
      var found: [Int32] = []
      table.utf8.withUnsafeBufferPointer { bytes in
        let slices = ids.indices.map { bytes.slice(table.offsets[$0], table.offsets[$0 + 1]) }
        numbers.number(slices, into: &found) { new.append($0.string) }
      }
      #expect(found == ids.map { expected[$0] })
    }
    #expect(new.count == expected.count && new.enumerated().allSatisfy { expected[$1] == Int32($0) })
    #expect(numbers.count == expected.count)
  }

  @Test(arguments: 0...40) func line_feeds_are_counted(count: Int) {
    var random = RandomSource(seed: UInt64(count))
    let bytes = (0..<count * count * 5).map { _ in random.below(3) == 0 ? UInt8(ascii: "\n") : 0x8a }
    bytes.withUnsafeBufferPointer { #expect($0.countOfLineFeeds == bytes.count { $0 == 0x0a }) }
    bytes.withUnsafeBufferPointer { #expect($0.last(0x0a) == bytes.lastIndex(of: 0x0a)) }
  }
}

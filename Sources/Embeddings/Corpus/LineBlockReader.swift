import Dispatch

/// Reads the line formats on several threads, with the answer of one.
///
/// The calling thread cuts a file into blocks of whole lines, workers parse blocks and number the tracks in them, each worker
/// in a table of its own, and the calling thread takes the parsed blocks in the order of the file. So all that depends on
/// order is done by one thread: playlists, their ids' uniqueness, rejects, the first fault of a strict reading. The numbers
/// that tracks get in the end are those of one thread too (``EncodedCorpusBuilder/take(_:of:)``).
///
/// Memory: two blocks and the table of track ids for each worker; more than ``mostWorkers`` only wait for the cutter.
final class LineBlockReader {
  /// The bytes of a block, or one line when that is longer.
  static let blockSize = 1 << 20
  /// The most workers of use.
  static let mostWorkers = 8

  private let workers: [Worker]
  private let blocks: [LineBlock]
  private let blockSize: Int

  /// - Parameter threads: Workers, 0 for one a core.
  init(threads: Int, blockSize: Int = LineBlockReader.blockSize) {
    let count = min(WorkerThreads.count(for: threads), Self.mostWorkers)
    workers = (0..<count).map { _ in Worker() }
    // Two a worker: one is parsed while the next is filled or waits for its turn.
    blocks = (0..<(count == 1 ? 1 : 2 * count)).map { _ in LineBlock() }
    self.blockSize = blockSize
  }

  /// Reads a file to its end.
  ///
  /// - Parameters:
  ///   - makeParser: Makes a parser for each worker.
  /// - Throws: What the scanner and the intake throw.
  func read<Parser: LineParser & ~Copyable>(
    _ scanner: inout RecordScanner, into intake: inout RecordIntake,
    parser makeParser: @escaping @Sendable () -> Parser
  ) throws {
    guard intake.buildsCorpus else { return try readRecords(&scanner, into: &intake, parser: makeParser()) }
    guard workers.count > 1 else { return try readHere(&scanner, into: &intake, parser: makeParser()) }
    let queue = Queue(blocks)
    let keepsDetails = intake.keepsCatalog
    try WorkerThreads.run(
      count: workers.count,
      body: { [workers] index in
        var parser = makeParser()
        while let block = queue.next() {
          workers[index].parse(block.lines, with: &parser, index: index, keepsDetails: keepsDetails)
          block.isParsed.signal()
        }
      },
      beside: { granted in
        defer { queue.close(workers: granted) }
        guard granted > 0 else { return try readHere(&scanner, into: &intake, parser: makeParser()) }
        try deal(&scanner, to: queue, namesLines: Parser.namesLines, into: &intake)
      })
  }

  /// Fills blocks as long as there are free ones, and takes them in the order in which they were filled.
  private func deal(
    _ scanner: inout RecordScanner, to queue: Queue, namesLines: Bool, into intake: inout RecordIntake
  ) throws {
    var (filled, taken) = (0, 0)
    var isAtEnd = false
    var failure: (any Error)?
    while true {
      if !isAtEnd, filled - taken < queue.count {
        do {
          if try scanner.nextLines(into: queue[filled].lines, size: blockSize) {
            queue.submit()
            filled += 1
          } else {
            isAtEnd = true
          }
        } catch {
          // What stands before the place where reading failed comes first: it may have a fault of its own.
          (failure, isAtEnd) = (error, true)
        }
      } else if taken < filled {
        queue[taken].isParsed.wait()
        try intake.accept(queue[taken].lines, namesLines: namesLines, of: scanner)
        taken += 1
      } else {
        break
      }
    }
    if let failure { throw failure }
  }

  /// Hands records on one by one, for those who want them as bytes.
  private func readRecords(
    _ scanner: inout RecordScanner, into intake: inout RecordIntake, parser: consuming some LineParser & ~Copyable
  ) throws {
    var record = PlaylistRecord()
    while let frame = try scanner.nextLine() {
      do throws(RecordFault) {
        guard try parser.read(frame, into: &record) else { continue }
      } catch {
        try intake.reject(error, frame, of: scanner)
        continue
      }
      try intake.admit(&record, from: frame, of: scanner)
    }
  }

  /// Reads a file on the calling thread alone.
  private func readHere<Parser: LineParser & ~Copyable>(
    _ scanner: inout RecordScanner, into intake: inout RecordIntake, parser: consuming Parser
  ) throws {
    let block = blocks[0]
    while try scanner.nextLines(into: block, size: blockSize) {
      workers[0].parse(block, with: &parser, index: 0, keepsDetails: intake.keepsCatalog)
      try intake.accept(block, namesLines: Parser.namesLines, of: scanner)
    }
  }
}

extension LineBlockReader {
  /// What a worker keeps from block to block, and from file to file; the thread that runs it alone has it.
  private final class Worker: @unchecked Sendable {
    private var numbers = TrackNumbers()
    private var record = PlaylistRecord()

    func parse(
      _ block: LineBlock, with parser: inout some LineParser & ~Copyable, index: Int, keepsDetails: Bool
    ) {
      block.parse(with: &parser, numbering: &numbers, worker: index, record: &record, keepsDetails: keepsDetails)
    }
  }

  /// Filled blocks on their way to the workers.
  private final class Queue: Sendable {
    struct Place: Sendable {
      let lines: LineBlock
      let isParsed = DispatchSemaphore(value: 0)
    }

    private let places: [Place]
    private let filled = DispatchSemaphore(value: 0)
    private let taken = Counter()
    private let isClosed = Flag()

    init(_ blocks: [LineBlock]) { places = blocks.map { Place(lines: $0) } }

    var count: Int { places.count }

    /// The place of the block with that number, counted from the beginning of the file.
    subscript(number: Int) -> Place { places[number % places.count] }

    /// Says that the next block is filled.
    func submit() { filled.signal() }

    /// The next filled block, or nil when there will be none.
    func next() -> Place? {
      filled.wait()
      return isClosed.isRaised ? nil : taken.next(below: .max).map { self[$0] }
    }

    /// Sends all workers home, whatever is left.
    func close(workers: Int) {
      isClosed.raise()
      for _ in 0..<workers { filled.signal() }
    }
  }
}

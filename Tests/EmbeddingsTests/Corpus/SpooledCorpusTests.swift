import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Embeddings

/// A corpus in temporary files is the corpus that memory would hold.
@Suite struct SpooledCorpusTests {
  /// Writes playlists of a few scenes, scene by scene, so that neighbours in the file are alike.
  private func write(
    _ playlists: Int, to folder: TemporaryFolder, as name: String = "a.tsv", seed: UInt64 = 1
  ) throws -> String {
    var random = RandomSource(seed: seed)
    let lines = (0..<playlists).map { number in
      let scene = number * 8 / playlists
      let tracks = (0..<1 + random.below(20)).map { _ in "s\(scene)t\(random.below(1 + random.below(60)))" }
      return "p\(number)\tName \(number % 7)\t\t\(tracks.joined(separator: " "))\n"
    }
    return try folder.write(lines.joined(), as: name)
  }

  private func read(
    _ paths: [String], memoryBudget: Int, in folder: TemporaryFolder, minimumCount: Int = 1
  ) throws -> EncodedCorpus {
    var options = CorpusOptions()
    (options.memoryBudget, options.temporaryFolder) = (memoryBudget, folder.path)
    return try CorpusReader(paths: paths, options: options).readCorpus(minimumCount: minimumCount).corpus
  }

  @Test(arguments: [1, 3], [0, 300, 20_000]) func it_says_what_memory_says(minimumCount: Int, budget: Int) throws {
    let (folder, temporary) = (try TemporaryFolder(), try TemporaryFolder())
    let path = try write(900, to: folder)
    let expected = try read([path], memoryBudget: .max, in: temporary, minimumCount: minimumCount)
    let spooled = try read([path], memoryBudget: budget, in: temporary, minimumCount: minimumCount)
    #expect(!expected.isSpooled && spooled.isSpooled)
    #expect(spooled.vocabulary == expected.vocabulary)
    #expect(try CorpusLists(spooled) == CorpusLists(expected))
    #expect(spooled.playlistCount == expected.playlistCount)
    #expect(spooled.occurrenceCount == expected.occurrenceCount)
    #expect(spooled.longestPlaylist == expected.longestPlaylist)
    #expect(try Paths.names(in: temporary.path) == [], "nothing is to be seen of temporary files")
  }

  @Test func parts_hold_every_playlist_once() throws {
    let folder = try TemporaryFolder()
    let corpus = try read([write(900, to: folder)], memoryBudget: 0, in: folder, minimumCount: 2)
    #expect(corpus.partCount > 10 && corpus.partCount < 50)
    var batch = PlaylistBatch()
    var found: [[Int32]] = []
    for part in 0..<corpus.partCount {
      batch.removeAll()
      try corpus.read(part: part, into: &batch)
      #expect(batch.occurrenceCount == corpus.occurrences(inPart: part))
      for playlist in 0..<batch.count { found.append(Array(batch[playlist])) }
    }
    #expect(try found == CorpusLists(corpus).ordinals)
  }

  @Test(arguments: 1...5) func an_epoch_trains_every_playlist_once_and_mixes_them(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let corpus = try read([write(4000, to: folder, seed: seed)], memoryBudget: 0, in: folder)
    let plan = EpochPlan(epoch: Int(seed), corpus: corpus, seed: seed)
    var batch = PlaylistBatch()
    var found: [[Int32]] = []
    for unit in plan.units {
      batch.removeAll()
      for place in unit.places { try corpus.read(part: Int(plan.order[place]), into: &batch) }
      var random = RandomSource(seed: seed, stream: unit.stream)
      batch.shuffle(using: &random)
      for playlist in 0..<batch.count { found.append(Array(batch[playlist])) }
    }
    let all = try CorpusLists(corpus).ordinals
    #expect(found.sorted { $0.lexicographicallyPrecedes($1) } == all.sorted { $0.lexicographicallyPrecedes($1) })
    // In the file, neighbours are of one scene. In a full shuffle an eighth of them is.
    func sameScene(_ playlists: [[Int32]]) -> Double {
      let scenes = playlists.map { corpus.vocabulary.ids[Int($0[0])].prefix(2) }
      return Double(zip(scenes, scenes.dropFirst()).count { $0 == $1 }) / Double(playlists.count)
    }
    #expect(sameScene(all) > 0.99)
    #expect((0.07...0.25).contains(sameScene(found)), "seed \(seed): \(sameScene(found))")
  }

  @Test func training_learns_from_temporary_files_and_repeats_itself() throws {
    let folder = try TemporaryFolder()
    let path = try write(1500, to: folder)
    let corpus = try read([path], memoryBudget: 0, in: folder)
    func train(threads: Int) throws -> TrackVectors {
      let parameters = TrainingFixtures.parameters {
        $0.threads = threads
        $0.epochs = 3
      }
      return try SkipGramTrainer(corpus: corpus, parameters: parameters).train().vectors
    }
    let vectors = try train(threads: 1)
    #expect(try train(threads: 1) == vectors)
    #expect(vectors.input.count == corpus.vocabulary.count)
  }

  @Test func ids_used_before_are_found_before_and_after_the_move_to_disk() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "p1\t\t\ta\np2\t\t\tb\np1\t\t\tc\np3\t\t\td\np2\t\t\te\np3\t\t\tf\n", as: "a.tsv")
    for budget in [0, 40, 70, 100, 1000] {
      #expect(try CorpusLists(read([path], memoryBudget: budget, in: folder)).ids == ["p1", "p2", "p3"])
    }
    // Ids of lines are not looked up, until a file comes whose ids might equal one of them.
    let lines = try folder.write("a b\nc\n", as: "l.txt")
    let table = try folder.write("l.txt:2\t\t\tx\nq\t\t\ty\n", as: "b.tsv")
    for budget in [0, 1000] {
      #expect(
        try CorpusLists(read([lines, table], memoryBudget: budget, in: folder)).ids == ["l.txt:1", "l.txt:2", "q"])
      #expect(
        try CorpusLists(read([table, lines], memoryBudget: budget, in: folder)).ids == ["l.txt:2", "q", "l.txt:1"])
      #expect(try CorpusLists(read([lines, lines], memoryBudget: budget, in: folder)).ids.count == 2)
    }
  }

  @Test func a_full_disk_is_an_error_that_names_the_folder() throws {
    let folder = try TemporaryFolder()
    let path = try write(3000, to: folder)
    for allowed in [0, 1, 2] {
      let left = Mutex(allowed)
      var disk = Disk.system
      disk.write = { descriptor, bytes in
        let isAllowed = left.withLock { rest in
          rest -= 1
          return rest >= 0
        }
        if isAllowed { return Disk.system.write(descriptor, bytes) }
        errno = ENOSPC
        return -1
      }
      var options = CorpusOptions()
      (options.memoryBudget, options.temporaryFolder) = (1000, folder.path)
      var builder = EncodedCorpusBuilder(options: options, disk: disk)
      let reader = CorpusReader(paths: [path], options: options)
      do {
        _ = try reader.readRecords(into: &builder, progress: nil)
        _ = try builder.take().finish(minimumCount: 1)
        Issue.record("no error with \(allowed) writes allowed")
      } catch let error as DataError {
        #expect(error.code == .cannotWrite && error.place == folder.path)
      }
    }
    #expect(try Paths.names(in: folder.path) == ["a.tsv"])
  }

  @Test func a_folder_that_is_not_there_is_named() throws {
    let folder = try TemporaryFolder()
    let path = try write(10, to: folder)
    var options = CorpusOptions()
    (options.memoryBudget, options.temporaryFolder) = (0, folder("none"))
    let error = #expect(throws: DataError.self) { try CorpusReader(paths: [path], options: options).readCorpus() }
    #expect(error?.code == .cannotWrite && error?.place == folder("none"))
  }
}

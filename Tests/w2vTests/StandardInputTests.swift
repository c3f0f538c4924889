import Files
import Foundation
import TestSupport
import Testing

/// Playlists from a pipe, and the program without its standard streams.
@Suite struct StandardInputTests {
  /// The playlists of a made-up corpus.
  private func playlists(_ corpus: MadeUpCorpus) throws -> [UInt8] { try ByteSource.readAll(path: corpus.playlists) }

  @Test(arguments: Compression.allCases) func a_corpus_comes_from_a_pipe(compression: Compression) async throws {
    let corpus = try MadeUpCorpus()
    let input = compression.encode(try playlists(corpus))
    let stats = try await Program.run("corpus", "stats", "-", "--json", input: input)
    #expect(stats.status == 0, "\(stats.errors)")
    #expect(try stats.objects()[0]["playlists"] as? Int == 60)

    let trained = try await Program.run(
      ["train", "-", "--models", corpus.folder("models")] + MadeUpCorpus.quick + ["--json"], input: input)
    #expect(trained.status == 0 && trained.errors.isEmpty, "\(trained.errors)")
    #expect((try trained.objects()[0]["items"] as? [String: Int])?["tracks"] == 20)

    let split = try await Program.run(
      "corpus", "split", "-", "--held-out", "0.2", "-o", corpus.folder("split"), "--json", input: input)
    #expect(split.status == 0, "\(split.errors)")
  }

  @Test func a_pipe_and_a_file_give_the_same_vectors() async throws {
    let corpus = try MadeUpCorpus()
    func vectors(_ path: String, input: [UInt8], _ name: String) async throws -> [UInt8] {
      let models = corpus.folder("models-\(name)")
      let trained = try await Program.run(["train", path, "--models", models] + MadeUpCorpus.quick, input: input)
      #expect(trained.status == 0, "\(trained.errors)")
      let file = corpus.folder("\(name).txt")
      #expect(try await Program.run("export", "--models", models, "-o", file).status == 0)
      return try ByteSource.readAll(path: file)
    }
    let piped = try await vectors("-", input: Compression.zstd.encode(try playlists(corpus)), "piped")
    #expect(try await vectors(corpus.playlists, input: [], "read") == piped)
  }

  @Test func a_cut_stream_and_an_empty_one_leave_nothing() async throws {
    let corpus = try MadeUpCorpus()
    let models = corpus.folder("models")
    for (input, says) in [
      (Array(Compression.gzip.encode(try playlists(corpus)).dropLast(20)), "w2v: stdin: "),
      (Array(Compression.zstd.encode(try playlists(corpus)).dropLast(20)), "w2v: stdin: "),
      ([], "w2v: stdin: no playlist found, the input is empty"),
    ] {
      let outcome = try await Program.run(["train", "-", "--models", models] + MadeUpCorpus.quick, input: input)
      #expect(outcome.status == 65 && outcome.errors.hasPrefix(says), "\(outcome)")
      #expect(!Paths.exists(models))
    }
  }

  /// Without care the first file opened takes the place of the closed stream, and messages are written into it.
  @Test func closed_standard_streams_are_faults_and_no_files() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    func status(_ redirection: String, _ arguments: String) async throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c", "exec \"$0\" \(arguments) \(redirection) 2>\"$3\"", Program.path, models, corpus.playlists,
      ]
      process.arguments?.append(corpus.folder("errors"))
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in continuation.resume() }
        do { try process.run() } catch { continuation.resume(throwing: error) }
      }
      return process.terminationStatus
    }
    #expect(try await status(">&-", "corpus stats \"$2\"") == 73)
    let words = String(decoding: try ByteSource.readAll(path: corpus.folder("errors")), as: UTF8.self)
    #expect(words == "w2v: standard output: cannot write (Bad file descriptor)\n")
    #expect(try await status("<&-", "corpus stats -") == 66)
    #expect(
      try await status(
        ">&- 2>&-", "train \"$2\" --models \"$1\" \(MadeUpCorpus.quick.joined(separator: " ")) --catalog none")
        == 66)
    #expect(try await Program.run("models", "verify", "--models", models).status == 0)
  }
}

import Embeddings
import Files
import TestSupport
import Testing

@testable import w2v

/// `w2v bench train`, through the program as it is used.
@Suite struct BenchTrainTests {
  private static let keys = [
    "words_per_second", "pairs_per_second", "vocabulary_s", "train_s", "train_cpu_s",
    "words_per_second_with_vocabulary",
    "peak_rss_mb",
    "gflops", "sgemm_peak_gflops", "share_of_peak", "blas_kernel", "threads", "preset", "dimension", "epochs",
    "playlists", "tracks", "words", "pairs", "loss",
  ]

  /// Three lists of four frequent tracks, each with a track of its own.
  private func corpus(in folder: TemporaryFolder) throws -> String {
    try folder.write("a b c d x\na b c d y\na b c d z\n", as: "playlists.txt")
  }

  @Test func a_bench_reports_words_as_read_and_pairs_as_trained() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Program.run(
      "bench", "train", try corpus(in: folder), "--format", "lines", "--min-count", "2", "--epochs", "7", "--dimension",
      "8", "--threads", "1", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let bench = try outcome.objects()[0]
    #expect(outcome.lines.count == 1 && outcome.keys(ofLine: 0) == Self.keys)
    // x, y and z have no vector, and are words all the same.
    #expect(bench["words"] as? Int == 7 * 15 && bench["tracks"] as? Int == 4 && bench["playlists"] as? Int == 3)
    #expect(bench["pairs"] as? Int == 7 * 3 * 4 * 3)
    #expect(bench["preset"] as? String == "playlists" && bench["epochs"] as? Int == 7)
    #expect(bench["dimension"] as? Int == 8 && bench["threads"] as? Int == 1)
    for key in Self.keys where key.hasSuffix("_s") || key.contains("second") || key.contains("gflops") {
      #expect(try #require(bench[key] as? Double) >= 0, "\(key)")
    }
    #expect(try #require(bench["sgemm_peak_gflops"] as? Double) > 0)
    #expect(try #require(bench["peak_rss_mb"] as? Double) > 1)
    #expect(try #require(bench["loss"] as? Double) > 0)
    #expect(bench["blas_kernel"] as? String == BLASPeak.kernel)
  }

  @Test func a_bench_takes_the_presets_of_train_and_exports_the_run() async throws {
    let folder = try TemporaryFolder()
    let path = folder("vectors.txt")
    let outcome = try await Program.run(
      "bench", "train", try corpus(in: folder), "--format", "lines", "--preset", "text", "--min-count", "3",
      "--threads",
      "2", "--export", path)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines[0] == "corpus      3 playlists, 15 occurrences, 4 tracks with vectors", "\(outcome.output)")
    #expect(outcome.lines[1] == "settings    preset text, dimension 100, 5 epochs, 2 threads")
    let table = try VectorImport.read(path: path)
    #expect((0..<table.ids.count).map { table.ids[$0] } == ["a", "b", "c", "d"] && table.matrix.dimension == 100)
  }

  @Test func a_bench_over_nothing_is_refused_with_words() async throws {
    let folder = try TemporaryFolder()
    let path = try corpus(in: folder)
    let outcome = try await Program.run("bench", "train", path, "--format", "lines", "--min-count", "9", "--json")
    #expect(outcome.status == 65 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("0 tracks with at least 9 occurrences, too few to train on"), "\(outcome.errors)")
    let unwritable = try await Program.run("bench", "train", path, "--export", folder("none/vectors.txt"))
    #expect(unwritable.status == 73, "\(unwritable)")
  }
}

import Embeddings
import Files
import Foundation
import TestSupport
import Testing

/// `w2v eval`, `w2v bench recall` and the corpus tools, through the program as it is used.
@Suite struct MeasuringTests {
  private static let evalKeys = [
    "method", "relation", "task", "hit_at_10", "hit_at_100", "ndcg_at_10", "mrr", "r_precision", "ndcg_at_10_error",
    "ndcg_at_10_lead", "ndcg_at_10_lead_error", "ndcg_at_10_low", "ndcg_at_10_high", "ndcg_at_500", "clicks",
    "coverage",
    "gini", "novelty", "similarity", "artists", "bands", "playlists", "model",
  ]

  @Test func a_model_is_measured_beside_the_baselines() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let outcome = try await Program.run(
      "eval", "--models", models, "--playlists", corpus.heldOut, "--relation", "together", "--relation", "alike",
      "--baselines", "--train", corpus.playlists, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let scores = try outcome.objects()
    #expect(
      scores.map { $0["method"] as? String } == [
        "model", "model", "vectors", "popular", "item-neighbours", "positive-pmi", "random",
      ])
    #expect(scores.map { $0["relation"] as? String } == ["together", "alike", "together", nil, nil, nil, nil])
    for index in scores.indices { #expect(outcome.keys(ofLine: index) == Self.evalKeys) }
    #expect(scores.allSatisfy { $0["playlists"] as? Int == 12 && $0["task"] as? String == "last" })
    #expect(scores[0]["ndcg_at_10_lead"] is NSNull && (scores[0]["ndcg_at_10_error"] as? Double ?? -1) >= 0)
    for score in scores.dropFirst() {
      let lead = (score["ndcg_at_10"] as? Double ?? 0) - (scores[0]["ndcg_at_10"] as? Double ?? 0)
      #expect(abs((score["ndcg_at_10_lead"] as? Double ?? .nan) - lead) < 1e-12)
    }
    // Four of the ten tracks of a scene are seeds: the right answer is one of the six left, and all six fit in ten places.
    #expect(scores[0]["hit_at_10"] as? Double == 1, "\(outcome.output)")
    #expect(scores.allSatisfy { $0["hit_at_100"] as? Double == 1 })
  }

  @Test func eval_prints_a_table_and_explains_it() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let outcome = try await Program.run(
      "eval", "--models", models, "--playlists", corpus.heldOut, "--task", "half", "--limit", "3", "--baselines",
      "--explain")
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].hasSuffix("task half, 3 playlists"))
    #expect(outcome.lines[1].hasPrefix("method   relation  hit@10"))
    #expect(outcome.output.contains(ContinuationMetrics.definitions))
    #expect(
      outcome.errors
        == "w2v: item-neighbours and positive-pmi are left out: they need the training corpus (--train CORPUS)\n")
  }

  @Test func eval_takes_several_tasks_and_models_and_writes_reports() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let first = try #require(try await Program.run("models", "list", "--models", models, "--json").objects().first)
    _ = try await corpus.train()
    let (page, text) = (corpus.folder("eval.html"), corpus.folder("eval.md"))
    let version = try #require(first["version"] as? String)
    let outcome = try await Program.run(
      "eval", "--models", models, "--playlists", corpus.heldOut, "--task", "first-2", "--task", "last", "--lists",
      "--beside", version, "--report", page, "--report", text)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines[0].hasSuffix("task first-2, 12 playlists"))
    #expect(outcome.lines[1].contains("NDCG@500  clicks"))
    #expect(outcome.lines[3].hasPrefix(version))
    #expect(outcome.output.contains("task last, 12 playlists") && outcome.output.contains("tail hit@100"))
    let (html, markdown) = (
      try String(contentsOfFile: page, encoding: .utf8), try String(contentsOfFile: text, encoding: .utf8)
    )
    #expect(html.contains("<svg") && !html.contains("http://") || html.contains("www.w3.org/2000/svg"))
    #expect(markdown.contains("| method | relation |") && markdown.contains("## Task last, 12 playlists"))
    let again = try await Program.run(
      "eval", "--models", models, "--playlists", corpus.heldOut, "--report", text)
    #expect(again.status != 0 && again.errors.contains("--force"), "\(again)")
  }

  @Test func playlists_of_one_track_cannot_be_continued() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let single = try corpus.folder.write("p\tx\t\ta0\n", as: "single.tsv")
    let outcome = try await Program.run("eval", "--models", models, "--playlists", single)
    #expect(outcome.status == 65 && outcome.errors.contains("no playlist has two different tracks"), "\(outcome)")
  }

  /// Random vectors as word2vec text.
  private func vectors(_ count: Int, dimension: Int, seed: UInt64) -> String {
    var random = RandomSource(seed: seed)
    return "\(count) \(dimension)\n"
      + (0..<count).map { row in
        "v\(row) " + (0..<dimension).map { _ in "\(random.unitFloat() - 0.5)" }.joined(separator: " ") + "\n"
      }.joined()
  }

  @Test func a_bench_reports_every_effort_and_a_summary() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(vectors(400, dimension: 8, seed: 1), as: "vectors.txt")
    let outcome = try await Program.run(
      "bench", "recall", path, "--ef", "16,64", "-k", "5", "--ef-construction", "40", "--metric", "l2", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let objects = try outcome.objects()
    #expect(objects.count == 4)
    #expect(objects.dropLast().map { $0["engine"] as? String } == ["exact", "hnsw", "hnsw"])
    #expect(objects.dropLast().map { $0["ef"] as? Int } == [nil, 16, 64])
    for index in 0..<3 {
      #expect(outcome.keys(ofLine: index) == ["engine", "k", "ef", "recall", "qps", "p50_us", "p99_us", "scored"])
      #expect(objects[index]["k"] as? Int == 5)
      #expect(try #require(objects[index]["recall"] as? Double) > 0.5)
      #expect(try #require(objects[index]["qps"] as? Double) > 0)
    }
    #expect(
      outcome.keys(ofLine: 3) == [
        "summary", "vectors", "dimension", "metric", "eligible", "queries", "m", "ef_construction", "walk", "build_s",
        "build_cpu_s", "file_bytes", "open_ms", "bytes_per_vector", "qps_at_recall", "effort_curve",
      ])
    #expect(objects[3]["summary"] as? Bool == true)
    #expect(objects[3]["vectors"] as? Int == 360 && objects[3]["queries"] as? Int == 40)
    #expect(Set(try #require(objects[3]["qps_at_recall"] as? [String: Any]).keys) == ["0.90", "0.95", "0.99", "0.999"])
    #expect(objects[3]["walk"] as? String == "float")
  }

  @Test func a_bench_asks_the_queries_it_is_given() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(vectors(100, dimension: 4, seed: 1), as: "vectors.txt")
    let queries = try folder.write(vectors(7, dimension: 4, seed: 2), as: "queries.txt")
    let outcome = try await Program.run("bench", "recall", path, "--queries", queries)
    #expect(outcome.status == 0)
    #expect(outcome.lines[0] == "100 vectors of dimension 4, cosine, 7 queries, k 10", "\(outcome.output)")
    #expect(outcome.lines[1].contains("walks compare int8"), "\(outcome.output)")
    let rounded = try await Program.run("bench", "recall", path, "--metric", "l2", "--walk", "int8")
    #expect(rounded.status == 64 && rounded.errors.contains("goes with --metric cosine"), "\(rounded)")
    let filtered = try await Program.run("bench", "recall", path, "--queries", queries, "--filter", "0.1", "--ef", "16")
    #expect(filtered.status == 0 && filtered.lines[0].contains("cosine, 10 of them eligible, 7 queries"), "\(filtered)")
    #expect(filtered.output.contains("hnsw    16  1.0000"), "\(filtered)")
    #expect(try await Program.run("bench", "recall", path, "--filter", "0").status == 64)
    let narrow = try folder.write(vectors(7, dimension: 3, seed: 2), as: "narrow.txt")
    let refused = try await Program.run("bench", "recall", path, "--queries", narrow)
    #expect(refused.status == 65 && refused.errors.contains("vectors of dimension 3"), "\(refused)")
    let missing = try await Program.run("bench", "recall", folder("none"))
    #expect(missing.status == 66, "\(missing)")
  }

  @Test func a_corpus_is_generated_split_and_counted() async throws {
    let folder = try TemporaryFolder()
    func generate(_ name: String, seed: String) async throws -> [UInt8] {
      let outcome = try await Program.run(
        "corpus", "generate", "--tracks", "200", "--playlists", "100", "--artists", "20", "--seed", seed, "-o",
        folder(name))
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try ByteSource.readAll(path: folder("\(name)/playlists.tsv"))
    }
    let first = try await generate("one", seed: "1")
    #expect(try await generate("two", seed: "1") == first)
    #expect(try await generate("three", seed: "2") != first)

    let split = try await Program.run("corpus", "split", folder("one"), "--held-out", "0.2", "-o", folder("split"))
    #expect(split.status == 0, "\(split.errors)")
    var counts: [Int] = []
    for part in ["one", "split/train", "split/held-out"] {
      let stats = try await Program.run("corpus", "stats", folder(part), "--json")
      counts.append(try #require(try stats.objects()[0]["playlists"] as? Int))
    }
    #expect(counts[0] == counts[1] + counts[2])
    #expect((5...40).contains(counts[2]), "\(counts)")
    let ids = try ["train", "held-out"].map { part in
      Set(
        String(decoding: try ByteSource.readAll(path: folder("split/\(part)/playlists.tsv")), as: UTF8.self)
          .split(separator: "\n").compactMap { $0.split(separator: "\t").first })
    }
    #expect(ids[0].isDisjoint(with: ids[1]))

    // The same key divides nothing again, and the program says so; a training measures itself on others.
    let again = try await Program.run("corpus", "split", folder("split/train"), "--held-out", "0.2", "-o", folder("b"))
    #expect(again.status == 0 && again.errors.contains("--seed"), "\(again.errors)")
    let training = try await Program.run(
      "train", folder("split/train"), "--models", folder("models"), "--validation", "0.2", "--dimension", "8",
      "--epochs", "1")
    #expect(training.status == 0, "\(training.errors)")
  }
}

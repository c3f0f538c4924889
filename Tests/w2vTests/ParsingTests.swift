import ANNIndex
import ArgumentParser
import Embeddings
import Similarity
import SimilarityServer
import Testing

@testable import w2v

/// Command lines become values; nothing is run.
@Suite struct ParsingTests {
  /// Parses a command line into the command it names.
  private func parse<Command: ParsableCommand>(_ line: String, as type: Command.Type = Command.self) throws -> Command {
    let parsed = try W2V.parseAsRoot(line.split(separator: " ").map(String.init))
    return try #require(parsed as? Command, "\(line) became \(parsed)")
  }

  /// The message and status with which a command line is refused.
  private func refusal(_ line: String) -> (message: String, status: Int32) {
    do {
      let parsed = try W2V.parseAsRoot(line.split(separator: " ").map(String.init))
      Issue.record("'\(line)' became \(parsed)")
      return ("", 0)
    } catch {
      return (W2V.fullMessage(for: error), W2V.exitCode(for: error).rawValue)
    }
  }

  @Test func train_takes_the_trainers_defaults() throws {
    let train: TrainCommand = try parse("train playlists.tsv --models models")
    #expect(train.corpus == ["playlists.tsv"])
    #expect(train.models == "models")
    #expect(train.training.parameters == TrainingParameters())
    #expect(!train.isNotPromoted && train.label.isEmpty && !train.output.isJSON)
  }

  @Test func train_takes_every_option() throws {
    let train: TrainCommand = try parse(
      """
      train a b --models m --catalog c.tsv --recordings r.tsv --dimension 64 --window 5 --negatives 7 --epochs 3 \
      --learning-rate 0.5 --min-count 2 --threads 4 --seed 9 --label x --label y --no-promote --json --format csv \
      --strict --rejects bad.txt --playlist-column session --track-column 2 --artist-id-column artist
      """)
    #expect(train.corpus == ["a", "b"])
    #expect(train.known.catalog == "c.tsv" && train.known.recordings == "r.tsv")
    var expected = TrainingParameters()
    expected.dimension = 64
    expected.window = .tracks(5)
    expected.negatives = 7
    expected.epochs = 3
    expected.learningRate = 0.5
    expected.minimumCount = 2
    expected.threads = 4
    expected.seed = 9
    #expect(train.training.parameters == expected)
    #expect(train.label == ["x", "y"] && train.isNotPromoted && train.output.isJSON)
    let options = train.reading.corpusOptions()
    #expect(options.format == .csv && options.isStrict && options.rejectsPath == "bad.txt")
    #expect(options.columns.playlist == "session" && options.columns.track == "2")
    #expect(options.columns.artistID == "artist" && options.columns.position == nil)
  }

  @Test func the_learning_rate_follows_the_optimizer_unless_given() throws {
    let sgd: TrainCommand = try parse("train a --models m --optimizer sgd")
    #expect(sgd.training.parameters.learningRate == Optimizer.sgd.defaultLearningRate)
    let given: TrainCommand = try parse("train a --models m --optimizer sgd --learning-rate 0.1")
    #expect(given.training.parameters.learningRate == 0.1)
    let text: TrainCommand = try parse("train a --models m --preset text --optimizer sgd")
    #expect(text.training.parameters.learningRate == 0.025)
    let other: TrainCommand = try parse("train a --models m --preset text --optimizer adagrad")
    #expect(other.training.parameters.learningRate == Optimizer.adaGrad.defaultLearningRate)
  }

  @Test(arguments: TrainingPreset.allCases) func a_preset_gives_every_value_that_is_not_given(preset: TrainingPreset)
    throws
  {
    let plain: TrainCommand = try parse("train a --models m --preset \(preset.rawValue)")
    #expect(plain.training.parameters == preset.parameters)
    let changed: TrainCommand = try parse(
      """
      train a --models m --preset \(preset.rawValue) --dimension 7 --window 3 --negatives 2 --epochs 9 \
      --learning-rate 0.5 --min-count 4 --threads 3 --seed 8 --subsample 0.01 --optimizer sgd --pair-weight inverse \
      --negative-power=-0.5 --shared-negatives 48 --chunk-size 48
      """)
    var expected = TrainingParameters()
    expected.dimension = 7
    expected.window = .tracks(3)
    expected.negatives = 2
    expected.epochs = 9
    expected.learningRate = 0.5
    expected.minimumCount = 4
    expected.threads = 3
    expected.seed = 8
    expected.subsample = 0.01
    expected.optimizer = .sgd
    expected.pairWeight = .inverse
    expected.negativePower = -0.5
    expected.sharedNegatives = 48
    expected.chunkSize = 48
    #expect(changed.training.parameters == expected)
    let one: TrainCommand = try parse("train a --models m --preset \(preset.rawValue) --negatives 9")
    var nine = preset.parameters
    nine.negatives = 9
    #expect(one.training.parameters == nine)
  }

  @Test func a_window_is_all_or_a_number() throws {
    let whole: TrainCommand = try parse("train a --models m --window all")
    #expect(whole.training.window == .wholePlaylist)
    #expect(refusal("train a --models m --window none").status == 64)
  }

  @Test(arguments: [
    ("train a --models m --dimension 0", "--dimension must be from 1 to 4096, not 0."),
    ("train a --models m --min-count 0", "--min-count must be from 1"),
    ("train a --models m --subsample 2", "--subsample must be from 0.0 to 1.0, not 2.0."),
    ("train a --models m --preset text --chunk-size 8", "--chunk-size must be from 16 to 4096, not 8."),
    ("train a --models m --preset music", "'playlists' and 'text'"),
    ("train a --models m --learning-rate 11", "--learning-rate must be over 0 and at most 10, not 11.0."),
    ("train a --models m --label current", "'current' cannot be a label"),
    ("train a --models m --recordings r.tsv", "--recordings goes with a catalog"),
    ("train a", "--models"),
    ("train --models m", "corpus"),
    ("similar --models m", "Give a seed such as track:ID, or look one up with --find."),
    ("similar t1 --models m", "'t1' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"),
    ("similar track:1 --find x --models m", "Give seeds or --find, not both."),
    ("similar track:1 --kind album --models m", "--kind goes with --find"),
    ("similar track:1 -k 0 --models m", "-k must be from 1 to 100000, not 0."),
    ("eval --models m --playlists p --limit 0", "--limit must be at least 1"),
    ("eval --models m --playlists p --train t", "--train goes with --baselines."),
    ("eval --models m --playlists p --report eval.pdf", "--report must end with .html or .md, not 'eval.pdf'."),
    ("eval --models m --playlists p --task first", "first"),
    ("tune c --task first-0", "--task first-0 has no seeds to go by."),
    ("bench questions --models m --exact 501", "--exact must be from 0 to --questions (500), not 501."),
    ("bench recall v --ef 16,x", "16,x"),
    ("bench recall v --m 1", "--m must be from 2 to 256, not 1."),
    ("import v --models m --recordings r", "--recordings goes with a catalog"),
    ("serve --models m --bind 8080", "8080"),
    ("corpus split c --held-out 1 -o d", "--held-out must be over 0 and under 1"),
    ("corpus generate --playlists 0 -o d", "a corpus needs at least 1 playlist."),
    ("serve --models m --bind ::1:8080", "::1:8080"),
    ("nonsense", "nonsense"),
  ]) func a_wrong_command_line_is_refused_with_words_and_status_64(line: String, words: String) {
    let (message, status) = refusal(line)
    #expect(status == 64, "\(line): \(message)")
    #expect(message.contains(words), "\(line): \(message)")
  }

  @Test func similar_asks_the_question_of_its_options() throws {
    let plain: SimilarCommand = try parse("similar track:a --models m")
    #expect(plain.query == ShelfQuery(seeds: [ItemID(.track, "a")]))
    let full: SimilarCommand = try parse(
      """
      similar track:a artist:b:c --models m --model v --to album --relation together -k 3 --exclude album:x \
      --exclude album:y --exact
      """)
    #expect(
      full.query
        == ShelfQuery(
          seeds: [ItemID(.track, "a"), ItemID(.artist, "b:c")], to: .album, count: 3, relation: .together,
          exclude: [ItemID(.album, "x"), ItemID(.album, "y")], effort: .exact))
    #expect(full.models.model == "v")
  }

  @Test func similar_looks_up_words_of_some_kinds() throws {
    let find: SimilarCommand = try parse("similar --find rain --kind track --kind album --models m")
    #expect(find.find == "rain" && find.kinds == [.track, .album])
  }

  @Test func eval_asks_together_unless_told() throws {
    let plain: EvalCommand = try parse("eval --models m --playlists p")
    #expect(plain.relation == [.together] && plain.task.isEmpty && plain.limit == nil && !plain.hasBaselines)
    let full: EvalCommand = try parse(
      "eval --models m --playlists p --playlists q --task half --limit 5 --relation alike --relation together --baselines --train t"
    )
    #expect(full.relation == [.alike, .together] && full.playlists == ["p", "q"] && full.train == ["t"])
    #expect(full.task.flatMap(\.tasks) == [.half] && full.limit == 5)
  }

  @Test func bench_recall_sorts_its_efforts() throws {
    let bench: BenchRecallCommand = try parse("bench recall v.fvecs --ef 64,16,32 --metric ip --m 8 --seed 3")
    #expect(bench.ef == EffortList([16, 32, 64]))
    #expect(bench.metric == .innerProduct)
    #expect(bench.graph.parameters == HNSWParameters(maximumLinks: 8, seed: 3))
    #expect(bench.k == 10)
  }

  @Test func export_knows_kinds_tables_and_formats() throws {
    let plain: ExportCommand = try parse("export --models m -o f")
    #expect(plain.kind == .track && plain.table == .input && plain.format == .word2vecText && plain.output == "f")
    let full: ExportCommand = try parse("export --models m --kind artist --table context --format npy -o f --ids i")
    #expect(full.kind == .artist && full.table == .context && full.format == .npy && full.ids == "i")
  }

  @Test func an_address_may_be_of_either_family() throws {
    for (text, address) in [
      ("127.0.0.1:8080", ServerAddress()), ("[::1]:0", ServerAddress(host: "::1", port: 0)),
    ] {
      let serve: ServeCommand = try parse("serve --models m --bind \(text)")
      #expect(serve.bind == address)
    }
    for text in ["::1:0", "127.0.0.1", "127.0.0.1:65536", ":1", "a:b"] {
      #expect(throws: (any Error).self) { let _: ServeCommand = try parse("serve --models m --bind \(text)") }
    }
  }

  @Test func a_limit_is_a_name_and_a_number() throws {
    let serve: ServeCommand = try parse("serve --models m --limit count=5 --limit seeds=7")
    #expect(serve.limit.map(\.name) == ["count", "seeds"] && serve.limit.map(\.value) == [5, 7])
    for text in ["count", "count=", "count=0", "cuont=5", "=5", "count=5=5"] {
      #expect(throws: (any Error).self) { let _: ServeCommand = try parse("serve --models m --limit \(text)") }
    }
  }

  @Test func a_made_up_corpus_of_few_tracks_has_few_artists() throws {
    let plain: CorpusGenerateCommand = try parse("corpus generate -o d")
    #expect(plain.parameters == CorpusGeneratorParameters())
    let small: CorpusGenerateCommand = try parse("corpus generate --tracks 30 -o d")
    #expect(small.parameters.artists == 3 && small.parameters.scenes == 3 && small.parameters.genres == 3)
  }

  @Test func a_dash_is_a_corpus() throws {
    let stats: CorpusStatsCommand = try parse("corpus stats - --format lines")
    #expect(stats.corpus == ["-"] && stats.reading.format == .lines)
  }
}

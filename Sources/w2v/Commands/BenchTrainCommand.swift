import ArgumentParser
import Embeddings
import Files

/// `w2v bench train`: how fast playlists are read and trained, beside what the machine can do.
struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train on playlists, publish nothing, and measure the speed.",
    discussion: """
      Words are all track occurrences of the corpus, those of tracks under the minimum count included, once for each \
      epoch. The share of the peak compares the training's floating-point operations with the fastest large matrix \
      products of as many threads on this machine, measured after the training.

      EXAMPLES
        w2v bench train playlists.tsv.gz
        w2v bench train text.txt --preset text --epochs 1 --threads 2 --json
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(
    help: ArgumentHelp(
      "Write the input vectors as word2vec text, to measure what the run has learnt.", valueName: "file"))
  var export: String?

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func run() throws {
    try export.map(Output.requireFile)
    Interruption.watch(writingInto: export.map(Paths.folder(of:)), reading.rejectsFolder)
    let line = telling.line()
    let parameters = training.parameters
    let timer = Stopwatch()
    let read = try reading.readCorpus(
      corpus, minimumCount: parameters.minimumCount, threads: parameters.threads, progress: line)
    try read.corpus.requireTrainable(from: corpus, minimumCount: parameters.minimumCount)
    let beforeTraining = timer.elapsed
    let (vectors, summary) = try SkipGramTrainer(corpus: read.corpus, parameters: parameters).train { progress in
      line.show(Rendering.text(of: progress), Rendering.fields(of: progress))
    }
    let afterTraining = timer.elapsed
    // Before anything else takes memory.
    let peakBytes = ProcessMemory.peakBytes
    line.begin("measuring matrix products")
    let peak = BLASPeak.measure(threads: parameters.threads)
    if let export {
      line.begin("writing \(export)")
      try EmbeddingTable(ids: read.corpus.vocabulary.ids, matrix: vectors.input).export(
        to: export, format: .word2vecText)
    }
    line.finish()
    Rendering.show(
      TrainingSpeed(
        preset: training.preset, parameters: parameters, playlists: read.report.playlists,
        occurrences: read.report.occurrences, tracks: read.corpus.vocabulary.count,
        readingSeconds: beforeTraining.seconds, seconds: afterTraining.seconds,
        trainingProcessorSeconds: afterTraining.cpuSeconds - beforeTraining.cpuSeconds, peakBytes: peakBytes,
        peakOperationsPerSecond: peak, summary: summary),
      asJSON: output.isJSON)
  }
}

/// What a training bench has measured.
struct TrainingSpeed {
  let preset: TrainingPreset
  let parameters: TrainingParameters
  /// Playlists and track occurrences as read, before the minimum count and subsampling.
  let playlists: Int
  let occurrences: Int
  /// Tracks that got a vector.
  let tracks: Int
  /// Until the corpus was numbered.
  let readingSeconds: Double
  /// Reading, setting up and training.
  let seconds: Double
  /// Processor time of setting up and training, of all threads: what others' load on the machine changes least.
  let trainingProcessorSeconds: Double
  /// The most memory of the process until the training's end.
  let peakBytes: Int
  /// Of large matrix products on as many threads.
  let peakOperationsPerSecond: Double
  let summary: TrainingSummary

  /// Track occurrences gone through, over all epochs.
  var words: Int { occurrences * parameters.epochs }
  var wordsPerSecond: Double { Self.rate(Double(words), seconds: summary.seconds) }
  var wordsPerSecondWithVocabulary: Double { Self.rate(Double(words), seconds: seconds) }
  var pairsPerSecond: Double { Self.rate(Double(summary.positivePairs), seconds: summary.seconds) }
  var operationsPerSecond: Double { Self.rate(summary.flops, seconds: summary.seconds) }
  var shareOfPeak: Double { peakOperationsPerSecond > 0 ? operationsPerSecond / peakOperationsPerSecond : 0 }

  private static func rate(_ amount: Double, seconds: Double) -> Double { seconds > 0 ? amount / seconds : 0 }
}

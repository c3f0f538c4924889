import Embeddings
import Files
import TestSupport
import Testing

@testable import Similarity

@Suite struct TrainingCheckpointTests {
  private static let corpus = PlantedCorpus().corpus

  private func parameters(_ change: (inout TrainingParameters) -> Void = { _ in }) -> TrainingParameters {
    var parameters = TrainingParameters()
    parameters.dimension = 8
    parameters.epochs = 6
    parameters.threads = 1
    change(&parameters)
    return parameters
  }

  /// The state of a training that was told to stop in its first epoch.
  private func stopped(_ parameters: TrainingParameters) throws -> TrainingState {
    var saved: TrainingState?
    #expect(throws: CancellationError.self) {
      _ = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train(
        from: nil, checkpoints: TrainingCheckpoints { saved = $0 }, shouldStop: { true })
    }
    return try #require(saved)
  }

  @Test func what_is_saved_is_loaded_whatever_the_number_of_threads() throws {
    let folder = try TemporaryFolder()
    let state = try stopped(parameters())
    let checkpoint = try TrainingCheckpoint(models: folder.path, corpus: Self.corpus, parameters: parameters())
    #expect(checkpoint.history == nil)
    try checkpoint.save(state)
    #expect(try checkpoint.load() == state)
    #expect(checkpoint.history == state.history)
    let other = try TrainingCheckpoint(
      models: folder.path, corpus: Self.corpus, parameters: parameters { $0.threads = 2 })
    #expect(try other.load() == state)
    #expect(try ModelStore(folder: folder.path).versions().isEmpty, "a checkpoint is no version")
    try checkpoint.remove()
    #expect(try Paths.names(in: folder.path).isEmpty)
    try checkpoint.remove()
  }

  @Test(arguments: [true, false]) func what_a_training_has_written_half_when_it_was_killed_is_removed(isLoaded: Bool)
    throws
  {
    let folder = try TemporaryFolder()
    let checkpoint = try TrainingCheckpoint(models: folder.path, corpus: Self.corpus, parameters: parameters())
    try checkpoint.save(try stopped(parameters()))
    // No process has such a number.
    let half = checkpoint.path + ".partial-999999999-1"
    try DurableFile.write([1, 2, 3], to: half)
    if isLoaded { _ = try checkpoint.load() } else { try checkpoint.remove() }
    #expect(!Paths.exists(half))
    #expect(Paths.exists(checkpoint.path) == isLoaded)
  }

  @Test func another_corpus_and_other_parameters_are_refused_by_name() throws {
    let folder = try TemporaryFolder()
    func fault(_ corpus: EncodedCorpus, _ parameters: TrainingParameters) throws -> DataError? {
      let checkpoint = try TrainingCheckpoint(models: folder.path, corpus: corpus, parameters: parameters)
      return #expect(throws: DataError.self) { try checkpoint.load() }
    }
    #expect(try fault(Self.corpus, parameters())?.fault == "there is no checkpoint to continue from")
    let state = try stopped(parameters())
    try TrainingCheckpoint(models: folder.path, corpus: Self.corpus, parameters: parameters()).save(state)
    let faster = try fault(Self.corpus, parameters { $0.learningRate = 0.5 })
    #expect(faster?.code == .missingInput)
    #expect(faster?.fault.hasSuffix("has learning rate 0.3, not 0.5") == true, "\(String(describing: faster))")
    let grown = try fault(PlantedCorpus(playlistsPerScene: 41).corpus, parameters())
    #expect(grown?.fault.hasSuffix("is of another corpus") == true, "\(String(describing: grown))")
    #expect(grown?.remedy != nil)
  }

  @Test func a_damaged_checkpoint_is_refused_with_a_remedy() throws {
    let folder = try TemporaryFolder()
    let checkpoint = try TrainingCheckpoint(models: folder.path, corpus: Self.corpus, parameters: parameters())
    try checkpoint.save(try stopped(parameters()))
    let bytes = try ByteSource.readAll(path: checkpoint.path)
    for place in stride(from: 0, to: bytes.count, by: 97) {
      var flipped = bytes
      flipped[place] ^= 4
      try DurableFile.write(flipped, to: checkpoint.path)
      let error = #expect(throws: DataError.self, "byte \(place)") { try checkpoint.load() }
      #expect(error?.code == .badData && error?.remedy != nil)
    }
  }

  @Test func a_failing_disk_leaves_the_older_checkpoint() throws {
    let folder = try TemporaryFolder()
    let state = try stopped(parameters())
    let checkpoint = try TrainingCheckpoint(models: folder.path, corpus: Self.corpus, parameters: parameters())
    try checkpoint.save(state)
    var disk = Disk.system
    disk.sync = { _ in -1 }
    let failing = try TrainingCheckpoint(
      models: folder.path, corpus: Self.corpus, parameters: parameters(), disk: disk)
    let error = #expect(throws: DataError.self) {
      try failing.save(TrainingState(count: state.count, dimension: 8, seed: 3))
    }
    #expect(error?.code == .cannotWrite)
    #expect(try checkpoint.load() == state)
  }
}

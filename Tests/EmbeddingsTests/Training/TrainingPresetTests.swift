import Embeddings
import Testing

@Suite struct TrainingPresetTests {
  @Test func the_text_preset_is_word2vecs_skip_gram() {
    let text = TrainingPreset.text.parameters
    #expect(text.dimension == 100 && text.window == .tracks(5) && text.epochs == 5 && text.minimumCount == 5)
    #expect(text.negatives == 5 && text.negativePower == 0.75 && text.subsample == 1e-4)
    #expect(text.optimizer == .sgd && text.learningRate == 0.025 && text.pairWeight == .equal)
  }

  @Test func the_playlists_preset_is_what_a_training_does_untold() {
    #expect(TrainingPreset.playlists.parameters == TrainingParameters())
    #expect(TrainingParameters().window == .wholePlaylist && TrainingParameters().subsample == 0)
  }

  @Test(arguments: TrainingPreset.allCases) func a_preset_holds_values_that_can_be_trained(preset: TrainingPreset)
    throws
  {
    try preset.parameters.validate()
  }
}

import ArgumentParser
import Similarity

/// What a version may be called besides.
enum LabelName {
  /// Makes sure that labels can be labels.
  ///
  /// - Throws: `ValidationError` naming the first that cannot.
  static func validate(_ labels: [String]) throws {
    for label in labels where !ModelStore.isLabel(label) {
      throw ValidationError(
        "'\(label)' cannot be a label; use up to 64 letters, digits, '.', '_' and '-', not starting with a dot.")
    }
  }
}

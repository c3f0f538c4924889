/// The two tables skip-gram learns; row i of both belongs to the vocabulary's track i.
public struct TrackVectors: Sendable, Equatable {
  /// The input table: input against input says that two tracks play the same role.
  public let input: EmbeddingMatrix
  /// The context table: input against context says that two tracks appear together.
  public let context: EmbeddingMatrix

  /// Creates the pair; the tables have one shape.
  public init(input: EmbeddingMatrix, context: EmbeddingMatrix) {
    precondition(
      input.count == context.count && input.dimension == context.dimension, "both tables have the same shape")
    self.input = input
    self.context = context
  }
}

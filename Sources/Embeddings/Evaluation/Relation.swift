/// The two questions that two tables can answer about a track.
public enum Relation: String, Sendable, CaseIterable, Codable {
  /// Plays the same role: input vectors against input vectors.
  case alike
  /// Appears together, which is what continuing a playlist means: input vectors against context vectors.
  case together

  /// The table that answers are looked for in; a question is always asked with input vectors.
  public var role: EmbeddingRole { self == .alike ? .input : .context }
}

/// The two questions that the two tables of skip-gram can answer about an item; ``RelationVectors`` says how.
public enum Relation: String, Sendable, CaseIterable, Codable {
  /// Plays the same role: keeps the same company, whether or not the two are ever together.
  case alike
  /// Appears together, which is what continuing a playlist means.
  case together
}

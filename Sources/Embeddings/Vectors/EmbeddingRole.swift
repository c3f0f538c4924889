/// The two vectors that skip-gram learns for every track, and that every composed item has too.
///
/// Input against input says "plays the same role" (the relation `alike`); input against context says "appears
/// together" (the relation `together`).
public enum EmbeddingRole: String, Sendable, CaseIterable, Codable {
  case input, context
}

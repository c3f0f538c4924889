/// Several queries that are asked as one: a row's score is made of its scores for each of them.
///
/// What is nearest to the mean of queries that lie far apart need not be near to any of them. So a joint query is not a
/// mean: every row that is met is compared with each query, and a walk goes where the combined score rises.
public struct JointQuery: Sendable {
  /// How the scores for the wanted queries become one.
  public enum Combination: Sendable, Equatable {
    /// `ln(weighted mean of exp(b s)) / b` for a sharpness b over 0: between the weighted mean and the maximum.
    case softMaximum(sharpness: Float)
    /// The highest, whatever the weights.
    case maximum
  }

  /// What should be near: row-major, ``weights`` x dimension.
  public let wanted: [Float]
  /// How much each of the wanted counts, over 0; at least one.
  public let weights: [Float]
  /// How the scores for the wanted become one.
  public let combination: Combination
  /// What should not be near: row-major, any number x dimension.
  public let unwanted: [Float]
  /// How much of the highest score for the unwanted is taken away, where that is over 0; at least 0.
  public let penalty: Float

  /// Creates a query.
  public init(
    wanted: [Float], weights: [Float], combination: Combination, unwanted: [Float] = [], penalty: Float = 0
  ) {
    precondition(!weights.isEmpty && weights.allSatisfy { $0 > 0 && $0.isFinite }, "what is wanted has a weight over 0")
    precondition(wanted.count % weights.count == 0, "there is a weight for each of the wanted")
    precondition(penalty >= 0 && penalty.isFinite, "a penalty takes away")
    if case .softMaximum(let sharpness) = combination { precondition(sharpness > 0, "a sharpness is over 0") }
    self.wanted = wanted
    self.weights = weights
    self.combination = combination
    self.unwanted = unwanted
    self.penalty = penalty
  }
}

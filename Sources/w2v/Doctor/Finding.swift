/// What the doctor has to say of one thing.
struct Finding: Equatable {
  /// How it stands.
  enum Verdict: String {
    case ok
    /// It works, but worse than it could, or not for long.
    case warning
    /// It does not work.
    case fault
  }

  /// What was looked at: `memory`, `disk`.
  let check: String
  let verdict: Verdict
  let text: String
  /// What to do about it; nil where nothing is to be done.
  let remedy: String?

  static func ok(_ check: String, _ text: String) -> Finding {
    Finding(check: check, verdict: .ok, text: text, remedy: nil)
  }

  static func warning(_ check: String, _ text: String, remedy: String) -> Finding {
    Finding(check: check, verdict: .warning, text: text, remedy: remedy)
  }

  static func fault(_ check: String, _ text: String, remedy: String) -> Finding {
    Finding(check: check, verdict: .fault, text: text, remedy: remedy)
  }
}

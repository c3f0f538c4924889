import ArgumentParser
import SimilarityServer

/// One thing that `w2v serve` can be told: its name, how it is written, and its place in ``ServeSettings``.
struct ServeSetting: Sendable {
  /// The name in a file, a part for each level: `limits`, `count`.
  let path: [String]
  /// What a value must be, as an error says it.
  let expectation: String
  /// Whether the value is not to be shown.
  let isSecret: Bool
  /// The value as it is written, or nil when there is none.
  let text: @Sendable (ServeSettings) -> String?
  /// Takes a value; false when it is not what is expected.
  let take: @Sendable (String, inout ServeSettings) -> Bool

  /// The name as people read it: `limits.count`.
  var name: String { path.joined(separator: ".") }

  /// The variable of the environment: `W2V_SERVE_LIMITS_COUNT`.
  var variable: String { Self.variablePrefix + path.joined(separator: "_").uppercased() }

  /// What the variables begin with.
  static let variablePrefix = "W2V_SERVE_"

  /// Every setting, in the order they are shown.
  static let all: [ServeSetting] =
    [
      text("models", \.models), text("model", \.model),
      ServeSetting(
        path: ["bind"], expectation: "host:port, an address of IPv6 in brackets", isSecret: false,
        text: { "\($0.bind)" },
        take: { text, settings in
          ServerAddress(argument: text).map { settings.bind = $0 } != nil
        }),
      text("keys", \.keys), text("key_lines", \.keyLines, isSecret: true),
      ServeSetting(
        path: ["insecure"], expectation: "true or false", isSecret: false, text: { "\($0.isInsecure)" },
        take: { text, settings in Bool(text).map { settings.isInsecure = $0 } != nil }),
      text("certificate", \.certificate), text("private_key", \.privateKey), text("admin_socket", \.adminSocket),
      ServeSetting(
        path: ["recall_sample"], expectation: "a number from 0 to 1", isSecret: false, text: { "\($0.recallSample)" },
        take: { text, settings in
          guard let value = Double(text), (0...1).contains(value) else { return false }
          settings.recallSample = value
          return true
        }),
      number(["idle_seconds"], { $0.idleSeconds }, { $1.idleSeconds = $0 }),
      number(["drain_seconds"], { $0.drainSeconds }, { $1.drainSeconds = $0 }),
      choice("log_format", \.logFormat), choice("log_level", \.logLevel),
    ]
    + Limits.named.map { limit -> ServeSetting in
      let value = limit.value
      return number(["limits", limit.name], { $0.limits[keyPath: value] }, { $1.limits[keyPath: value] = $0 })
    }

  private static func text(
    _ name: String, _ value: WritableKeyPath<ServeSettings, String?> & Sendable, isSecret: Bool = false
  ) -> ServeSetting {
    ServeSetting(
      path: [name], expectation: "a text", isSecret: isSecret, text: { $0[keyPath: value] },
      take: { text, settings in
        settings[keyPath: value] = text
        return !text.isEmpty
      })
  }

  private static func number(
    _ path: [String], _ get: @escaping @Sendable (ServeSettings) -> Int,
    _ set: @escaping @Sendable (Int, inout ServeSettings) -> Void
  ) -> ServeSetting {
    ServeSetting(
      path: path, expectation: "a whole number from 1 to \(Int32.max)", isSecret: false, text: { "\(get($0))" },
      take: { text, settings in
        guard let number = Int32(text), number >= 1 else { return false }
        set(Int(number), &settings)
        return true
      })
  }

  private static func choice<Choice: CaseIterable & RawRepresentable<String> & SendableMetatype>(
    _ name: String, _ value: WritableKeyPath<ServeSettings, Choice> & Sendable
  ) -> ServeSetting {
    ServeSetting(
      path: [name], expectation: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", isSecret: false,
      text: { $0[keyPath: value].rawValue },
      take: { text, settings in Choice(rawValue: text).map { settings[keyPath: value] = $0 } != nil })
  }
}

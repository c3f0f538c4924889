import Files
import SimilarityServer
import TestSupport
import Testing

@testable import w2v

/// What `w2v serve` is told on the command line, in the environment and in a file.
@Suite struct ServeSettingTests {
  private func file(_ text: String) throws -> (folder: TemporaryFolder, path: String) {
    let folder = try TemporaryFolder()
    return (folder, try folder.write(text, as: "serve.json"))
  }

  private func fault(_ body: () throws -> some Any) throws -> String {
    let error = #expect(throws: DataError.self) { _ = try body() }
    return "\(try #require(error))"
  }

  @Test func the_command_line_goes_before_the_environment_and_that_before_the_file() throws {
    let (folder, path) = try file(
      #"{"models": "file", "bind": "127.0.0.1:1", "limits": {"count": 1, "seeds": 2}, "insecure": true, "recall_sample": 0.5}"#
    )
    try withExtendedLifetime(folder) {
      let (settings, origins) = try ServeSettings.read(from: [
        .flags(["limits.count": "3"]),
        .environment(["W2V_SERVE_BIND": "127.0.0.1:2", "W2V_SERVE_LIMITS_COUNT": "4", "PATH": "/bin"]),
        .file(path),
      ])
      #expect(settings.models == "file" && settings.isInsecure && settings.recallSample == 0.5)
      #expect(settings.bind == ServerAddress(port: 2))
      #expect(settings.limits.count == 3 && settings.limits.seeds == 2 && settings.limits.batch == Limits().batch)
      #expect(
        origins == [
          "models": path, "bind": "W2V_SERVE_BIND", "insecure": path, "recall_sample": path, "limits.count": "--limit",
          "limits.seeds": path,
        ])
    }
  }

  @Test func every_setting_can_be_said_everywhere() throws {
    let samples = [
      "bind": "127.0.0.1:9", "insecure": "true", "recall_sample": "0.25", "log_format": "json", "log_level": "error",
    ]
    for setting in ServeSetting.all {
      let text = samples[setting.name] ?? (ServeSettings().value(of: setting).flatMap { Int($0) } == nil ? "x" : "7")
      let nested = setting.path.reversed().reduce("\"\(text)\"") { "{\"\($1)\": \($0)}" }
      let (folder, path) = try file(nested)
      try withExtendedLifetime(folder) {
        for source in [
          try SettingSource.file(path), try .environment([setting.variable: text]), .flags([setting.name: text]),
        ] {
          let (settings, origins) = try ServeSettings.read(from: [source])
          #expect(settings.value(of: setting) == text, "\(setting.name)")
          #expect(Array(origins.keys) == [setting.name])
        }
      }
    }
  }

  @Test func a_name_that_is_no_setting_is_an_error_with_a_suggestion() throws {
    for (text, said) in [
      (#"{"limits": {"cuont": 1}}"#, "'limits.cuont' is no setting; did you mean 'limits.count'?"),
      (#"{"bnid": 1}"#, "'bnid' is no setting"), (#"{"limits": 1}"#, "'limits' is no setting"),
      (#"{"bind": {"host": "a"}}"#, "'bind' is no setting"), ("[]", "is not JSON"), ("{", "is not JSON"),
      ("7", "'' is no setting"),
    ] {
      let (folder, path) = try file(text)
      let error = try withExtendedLifetime(folder) { try fault { try SettingSource.file(path) } }
      #expect(error.contains(said), "\(text): \(error)")
    }
    #expect(
      try fault { try SettingSource.environment(["W2V_SERVE_LIMIT_COUNT": "1"]) }
        .contains("did you mean 'W2V_SERVE_LIMITS_COUNT'?"))
  }

  @Test func a_value_that_is_not_what_is_expected_is_an_error_with_its_place() throws {
    for (name, text) in [
      ("limits.count", "0"), ("limits.count", "-1"), ("limits.count", "2147483648"), ("limits.count", "many"),
      ("bind", "nowhere"), ("insecure", "perhaps"), ("recall_sample", "1.1"), ("recall_sample", "nan"),
      ("log_level", "loud"), ("models", ""),
    ] {
      let said = try fault { try ServeSettings.read(from: [.flags([name: text])]) }
      #expect(said.contains("\(name): '\(text)' is not"), "\(said)")
    }
    let secret = try fault {
      try ServeSettings.read(from: [.environment(["W2V_SERVE_KEY_LINES": ""])])
    }
    #expect(secret.hasPrefix("W2V_SERVE_KEY_LINES: key_lines: is not"))
  }
}

extension ServeSettings {
  fileprivate func value(of setting: ServeSetting) -> String? { setting.text(self) }
}

import Configuration
import Files
import Foundation
import SimilarityServer

/// A place where settings are said: the command line, the environment, or a file.
///
/// A value is what the first of several sources says. A name that no setting has is an error wherever it stands: a slip must
/// not leave a limit at what it was.
struct SettingSource {
  private let provider: any ConfigProvider
  private let key: (ServeSetting) -> AbsoluteConfigKey
  /// Where a setting is said, as people know the place.
  let origin: (ServeSetting) -> String

  /// What stands on the command line.
  ///
  /// - Parameter values: texts by the names of settings.
  static func flags(_ values: [String: String]) -> SettingSource {
    SettingSource(
      provider: InMemoryProvider(name: "command line", values: values.mapKeysToPaths()),
      key: { AbsoluteConfigKey($0.path) },
      origin: { $0.path.first == "limits" ? "--limit" : "--" + $0.name.replacing("_", with: "-") })
  }

  /// The variables of an environment that begin with ``ServeSetting/variablePrefix``.
  ///
  /// - Throws: `DataError` when one of them is no setting.
  static func environment(_ variables: [String: String]) throws -> SettingSource {
    let known = ServeSetting.all.map(\.variable)
    for name in variables.keys.sorted() where name.hasPrefix(ServeSetting.variablePrefix) && !known.contains(name) {
      throw DataError(
        .badData, at: name, "is no setting" + Suggestion.clause(for: name, among: known),
        remedy: "unset it, or see 'w2v serve --print-config'")
    }
    return SettingSource(
      provider: EnvironmentVariablesProvider(environmentVariables: variables),
      key: { AbsoluteConfigKey(["w2v", "serve"] + $0.path) }, origin: { $0.variable })
  }

  /// A file of JSON: an object whose fields are settings, the limits in an object of their own.
  ///
  /// - Throws: `DataError` when it cannot be read, is no such file, or has a field that is no setting.
  static func file(_ path: String) throws -> SettingSource {
    let root: Node
    do {
      root = try JSONDecoder().decode(Node.self, from: Data(try ByteSource.readAll(path: path)))
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(
        .badData, at: path, "is not JSON", remedy: "write an object such as {\"bind\": \"127.0.0.1:8080\"}")
    }
    var values: [String: String] = [:]
    try root.flatten(at: [], of: path, into: &values)
    return SettingSource(
      provider: InMemoryProvider(name: path, values: values.mapKeysToPaths()),
      key: { AbsoluteConfigKey($0.path) }, origin: { _ in path })
  }

  /// What is said of a setting here, or nil.
  func text(of setting: ServeSetting) throws -> String? {
    guard case .string(let text)? = try provider.value(forKey: key(setting), type: .string).value?.content else {
      return nil
    }
    return text
  }

  /// A value of JSON.
  private enum Node: Decodable {
    case object([String: Node])
    case text(String)

    init(from decoder: any Decoder) throws {
      if let fields = try? decoder.singleValueContainer().decode([String: Node].self) {
        self = .object(fields)
        return
      }
      let value = try decoder.singleValueContainer()
      if let flag = try? value.decode(Bool.self) {
        self = .text("\(flag)")
      } else if let number = try? value.decode(Int.self) {
        self = .text("\(number)")
      } else if let number = try? value.decode(Double.self) {
        self = .text("\(number)")
      } else {
        self = .text(try value.decode(String.self))
      }
    }

    func flatten(at path: [String], of file: String, into values: inout [String: String]) throws {
      let names = ServeSetting.all.map(\.name)
      let name = path.joined(separator: ".")
      switch self {
      case .object(let fields)
      where names.allSatisfy { $0 != name }
        && (path.isEmpty || names.contains { $0.hasPrefix(name + ".") }):
        for (field, node) in fields.sorted(by: { $0.key < $1.key }) {
          try node.flatten(at: path + [field], of: file, into: &values)
        }
      case .text(let text) where names.contains(name): values[name] = text
      default:
        throw DataError(
          .badData, at: file, "'\(name)' is no setting" + Suggestion.clause(for: name, among: names),
          remedy: "see 'w2v serve --print-config' for those there are")
      }
    }
  }
}

extension [String: String] {
  fileprivate func mapKeysToPaths() -> [AbsoluteConfigKey: ConfigValue] {
    [AbsoluteConfigKey: ConfigValue](
      uniqueKeysWithValues: map { name, text in
        (AbsoluteConfigKey(name.split(separator: ".").map(String.init)), ConfigValue(.string(text), isSecret: false))
      })
  }
}

extension ServeSettings {
  /// Takes every setting from the first source that says it, and says where each is from; what nobody says has its default.
  ///
  /// - Throws: `DataError` naming the place of a value that is not what its setting expects.
  static func read(from sources: [SettingSource]) throws -> (settings: ServeSettings, origins: [String: String]) {
    var settings = ServeSettings()
    var origins: [String: String] = [:]
    for setting in ServeSetting.all {
      for source in sources {
        guard let text = try source.text(of: setting) else { continue }
        guard setting.take(text, &settings) else {
          let shown = setting.isSecret ? "is" : "'\(text)' is"
          throw DataError(
            .badData, at: source.origin(setting), "\(setting.name): \(shown) not \(setting.expectation)",
            remedy: "correct it, or leave it out")
        }
        origins[setting.name] = source.origin(setting)
        break
      }
    }
    return (settings, origins)
  }
}

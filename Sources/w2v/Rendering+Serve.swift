import SimilarityServer

extension Rendering {
  /// Every setting of a service, its value, and where it was said.
  static func show(_ settings: ServeSettings, origins: [String: String]) {
    var table = TextTable(("setting", .left), ("value", .left), ("from", .left))
    for setting in ServeSetting.all {
      let text = setting.text(settings) ?? "-"
      table.append(
        setting.name, setting.isSecret && text != "-" ? "(secret)" : text, origins[setting.name] ?? "default")
    }
    print(table.lines)
  }
}

/// Lines of a key and what there is to say about it, the keys in a column.
struct KeyedLines {
  private var entries: [(key: String, text: String)] = []

  /// Adds a line.
  mutating func append(_ key: String, _ text: String) { entries.append((key, TextTable.printable(text))) }

  /// The lines.
  var lines: [String] {
    let width = entries.map { DisplayWidth.of($0.key) }.max() ?? 0
    return entries.map { entry in
      entry.key + String(repeating: " ", count: width - DisplayWidth.of(entry.key) + 2) + entry.text
    }
  }
}

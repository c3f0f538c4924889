/// Rows of text in aligned columns.
struct TextTable {
  /// Which side of its column a text stands at.
  enum Alignment { case left, right }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  init(_ columns: (title: String, alignment: Alignment)...) { self.columns = columns }

  /// Adds a row: one text for each column.
  mutating func append(_ cells: String...) {
    precondition(cells.count == columns.count, "one text for each column")
    rows.append(cells.map(Self.printable))
  }

  /// The titles and the rows, a line each; two spaces between columns, none at the end of a line.
  var lines: [String] {
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        if index > 0 { line += "  " }
        let padding = String(repeating: " ", count: widths[index] - DisplayWidth.of(cell))
        line += columns[index].alignment == .right ? padding + cell : cell + padding
      }
      return String(line.reversed().drop(while: { $0 == " " }).reversed())
    }
  }

  /// The text with control characters made visible: a name from a file must not move the cursor.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}

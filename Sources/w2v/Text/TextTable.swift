/// Rows of text in aligned columns.
struct TextTable {
  /// Which side of its column a text stands at.
  enum Alignment { case left, right }

  private let columns: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  init(_ columns: (title: String, alignment: Alignment)...) { self.init(columns) }

  /// Creates a table of so many columns as there are.
  init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

  /// Adds a row: one text for each column.
  mutating func append(_ cells: String...) { append(cells) }

  /// Adds a row: one text for each column.
  mutating func append(_ cells: [String]) {
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

  /// The table in Markdown.
  var markdown: [String] {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
    let rule = columns.map { $0.alignment == .right ? "---:" : "---" }
    return [line(columns.map(\.title)), line(rule)] + rows.map(line)
  }

  /// The table in HTML.
  var html: [String] {
    func line(_ cells: [String], _ tag: String) -> String {
      let texts = zip(cells, columns).map { cell, column in
        "<\(tag)\(column.alignment == .right ? " class=\"number\"" : "")>\(Markup.escaped(cell))</\(tag)>"
      }
      return "<tr>" + texts.joined() + "</tr>"
    }
    return ["<table>", line(columns.map(\.title), "th")] + rows.map { line($0, "td") } + ["</table>"]
  }

  /// The text with control characters made visible: a name from a file must not move the cursor.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}

import Files

/// A report of texts, tables and drawings, as Markdown or as one HTML page that needs nothing else.
struct Report {
  /// A piece of a report.
  enum Part {
    case heading(String)
    case text(String)
    case table(TextTable)
    /// A drawing as SVG. Markdown has no place for one within, so it goes without: the same figures are in a table.
    case drawing(String)
  }

  /// How a report is written.
  enum Form: String, CaseIterable {
    case html, md

    /// The form that a file's name ends with, or nil.
    init?(path: String) {
      guard let dot = path.lastIndex(of: "."), let form = Form(rawValue: path[path.index(after: dot)...].lowercased())
      else { return nil }
      self = form
    }
  }

  let title: String
  var parts: [Part] = []

  /// Writes the report in the form that the path ends with.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String) throws {
    let text = Form(path: path) == .md ? markdown : html
    try DurableFile.write(Array(text.utf8), to: path, disk: .system)
  }

  /// The report in Markdown.
  var markdown: String {
    let blocks = parts.compactMap { part -> String? in
      switch part {
      case .heading(let text): "## \(text)"
      case .text(let text): text
      case .table(let table): table.markdown.joined(separator: "\n")
      case .drawing: nil
      }
    }
    return (["# \(title)"] + blocks).joined(separator: "\n\n") + "\n"
  }

  /// The report as a page.
  var html: String {
    let blocks = parts.flatMap { part -> [String] in
      switch part {
      case .heading(let text): ["<h2>\(Markup.escaped(text))</h2>"]
      case .text(let text): ["<p>\(Markup.escaped(text).replacing("\n", with: "<br>"))</p>"]
      case .table(let table): ["<div class=\"wide\">"] + table.html + ["</div>"]
      case .drawing(let svg): ["<figure>", svg, "</figure>"]
      }
    }
    let head = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(Markup.escaped(title))</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; border-bottom: 1px solid #80808040; }
      .number { text-align: right; }
      .wide { overflow-x: auto; margin: 1rem 0; }
      figure { margin: 1rem 0; }
      svg { max-width: 100%; height: auto; }
      </style>
      </head>
      <body>
      <h1>\(Markup.escaped(title))</h1>
      """
    return ([head] + blocks + ["</body>", "</html>"]).joined(separator: "\n") + "\n"
  }
}

/// A picture of figures: as SVG for a page, in characters for a terminal.
protocol Drawing {
  /// In the units of the SVG.
  var size: (width: Double, height: Double) { get }
  /// A whole SVG 1.1 document, with a line feed at its end.
  var svg: String { get }
  /// Lines of characters.
  func text() -> [String]
}

extension RecallPlot {
  func text() -> [String] { text(width: 56) }
}

extension BarPlot {
  func text() -> [String] { text(width: 40) }
}

/// Drawings one below the other, as one.
struct StackedDrawings: Drawing {
  let drawings: [any Drawing]

  private let gap = 16.0

  var size: (width: Double, height: Double) {
    (
      drawings.map(\.size.width).max() ?? 0,
      drawings.map(\.size.height).reduce(0, +) + gap * Double(max(0, drawings.count - 1))
    )
  }

  var svg: String {
    let (width, height) = (Figures.decimal(size.width, 1), Figures.decimal(size.height, 1))
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\">"
    ]
    var offset = 0.0
    for drawing in drawings {
      // An SVG within another is placed by its own attributes, or by those of a group around it.
      lines.append("<g transform=\"translate(0 \(Figures.decimal(offset, 1)))\">")
      lines.append(drawing.svg + "</g>")
      offset += drawing.size.height + gap
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  func text() -> [String] {
    drawings.enumerated().flatMap { $0 == 0 ? $1.text() : [""] + $1.text() }
  }
}

/// Curves over one horizontal axis, each in a panel with a scale of its own, as an SVG document.
///
/// Lines and text are of middle tones, so that the drawing reads on light and on dark paper.
struct CurvePlot: Drawing {
  /// One curve.
  struct Panel {
    let title: String
    /// Points by rising `x`.
    let points: [(x: Double, y: Double)]
  }

  let panels: [Panel]
  /// What the horizontal axis counts.
  let axis: String

  private let width = 640.0
  private let panelHeight = 180.0
  private let left = 70.0
  private let right = 20.0
  private let top = 30.0
  private let bottom = 26.0
  private let ticks = 4

  var size: (width: Double, height: Double) { (width, Double(panels.count) * panelHeight + 24) }

  /// The drawing in characters, a curve a line between its first and its last value.
  func text() -> [String] {
    panels.map { panel in
      let values = panel.points.map(\.y)
      let ends = [values.first, values.last].map { $0.map { Figures.decimal($0, 4) } ?? "" }
      return "\(panel.title)  \(ends[0]) \(Sparkline.text(values)) \(ends[1])"
    }
  }

  /// The drawing as SVG 1.1.
  var svg: String {
    let height = size.height
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(short(width))\" height=\"\(short(height))\" "
        + "viewBox=\"0 0 \(short(width)) \(short(height))\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\">"
    ]
    let all = panels.flatMap(\.points).map(\.x)
    let (first, last) = (all.min() ?? 0, all.max() ?? 1)
    for (index, panel) in panels.enumerated() {
      lines += draw(panel, at: Double(index) * panelHeight, from: first, to: max(last, first + 1))
    }
    lines.append(
      "<text x=\"\(short((left + width - right) / 2))\" y=\"\(short(height - 8))\" text-anchor=\"middle\">\(axis)</text>"
    )
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func draw(_ panel: Panel, at offset: Double, from first: Double, to last: Double) -> [String] {
    let values = panel.points.map(\.y)
    guard let low = values.min(), let high = values.max() else { return [] }
    let span = high > low ? high - low : max(abs(high), 1e-9)
    let (floor, ceiling) = (low - 0.05 * span, high + 0.05 * span)
    let (upper, lower) = (offset + top, offset + panelHeight - bottom)
    func x(_ value: Double) -> String { short(left + (value - first) / (last - first) * (width - left - right)) }
    func y(_ value: Double) -> String { short(lower - (value - floor) / (ceiling - floor) * (lower - upper)) }
    var lines = ["<text x=\"\(short(left))\" y=\"\(short(upper - 10))\" font-weight=\"bold\">\(panel.title)</text>"]
    for tick in 0...ticks {
      let value = low + (high - low) * Double(tick) / Double(ticks)
      lines.append(
        "<line x1=\"\(short(left))\" x2=\"\(short(width - right))\" y1=\"\(y(value))\" y2=\"\(y(value))\" "
          + "stroke=\"#808080\" stroke-opacity=\"0.25\"/>")
      lines.append(
        "<text x=\"\(short(left - 8))\" y=\"\(y(value))\" dy=\"4\" text-anchor=\"end\">\(Figures.decimal(value, 4))</text>"
      )
      if high == low { break }
    }
    for tick in 0...ticks {
      let value = (first + (last - first) * Double(tick) / Double(ticks)).rounded()
      lines.append(
        "<text x=\"\(x(value))\" y=\"\(short(lower + 16))\" text-anchor=\"middle\">\(Figures.count(Int(value)))</text>")
    }
    let points = panel.points.map { "\(x($0.x)),\(y($0.y))" }.joined(separator: " ")
    lines.append("<polyline points=\"\(points)\" fill=\"none\" stroke=\"#3b82c4\" stroke-width=\"2\"/>")
    if panel.points.count <= 100 {
      lines += panel.points.map { "<circle cx=\"\(x($0.x))\" cy=\"\(y($0.y))\" r=\"2.5\" fill=\"#3b82c4\"/>" }
    }
    return lines
  }

  private func short(_ value: Double) -> String { Figures.decimal(value, 1) }
}

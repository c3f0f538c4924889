/// Bars that begin at zero, one below the other, as an SVG document, in tones that read on light and on dark paper.
struct BarPlot: Drawing {
  /// One bar.
  struct Bar {
    let label: String
    /// At least 0.
    let value: Double
    /// What the value may be as well; drawn as a line across the end of the bar.
    var interval: ClosedRange<Double>?
  }

  let title: String
  let bars: [Bar]

  private let width = 640.0
  private let left = 190.0
  private let right = 70.0
  private let top = 34.0
  private let barHeight = 22.0

  var size: (width: Double, height: Double) { (width, top + Double(bars.count) * barHeight + 10) }

  /// The drawing in characters, a bar a line; the longest has so many.
  func text(width: Int = 40) -> [String] {
    let largest = max(bars.map(\.value).max() ?? 0, 1e-9)
    let names = bars.map(\.label.count).max() ?? 0
    return [title]
      + bars.map { bar in
        let length = Int((bar.value / largest * Double(width)).rounded())
        let space = String(repeating: " ", count: names - bar.label.count)
        return "  \(bar.label)\(space)  \(String(repeating: "█", count: length)) \(Figures.decimal(bar.value, 4))"
      }
  }

  /// The drawing as SVG 1.1.
  var svg: String {
    let height = size.height
    let largest = max(bars.map { max($0.value, $0.interval?.upperBound ?? 0) }.max() ?? 0, 1e-9)
    func x(_ value: Double) -> Double { left + value / largest * (width - left - right) }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(short(width))\" height=\"\(short(height))\" "
        + "viewBox=\"0 0 \(short(width)) \(short(height))\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\">",
      "<text x=\"\(short(left))\" y=\"20\" font-weight=\"bold\">\(Markup.escaped(title))</text>",
    ]
    for (place, bar) in bars.enumerated() {
      let middle = top + (Double(place) + 0.5) * barHeight
      lines.append(
        "<text x=\"\(short(left - 8))\" y=\"\(short(middle + 4))\" text-anchor=\"end\">\(Markup.escaped(bar.label))</text>"
      )
      lines.append(
        "<rect x=\"\(short(left))\" y=\"\(short(middle - 7))\" width=\"\(short(x(bar.value) - left))\" height=\"14\" "
          + "fill=\"\(place == 0 ? "#3b82c4" : "#808080")\" fill-opacity=\"0.8\"/>")
      if let interval = bar.interval {
        lines.append(
          "<line x1=\"\(short(x(interval.lowerBound)))\" x2=\"\(short(x(interval.upperBound)))\" y1=\"\(short(middle))\" "
            + "y2=\"\(short(middle))\" stroke=\"#d97706\" stroke-width=\"2\"/>")
      }
      lines.append(
        "<text x=\"\(short(x(max(bar.value, bar.interval?.upperBound ?? 0)) + 6))\" y=\"\(short(middle + 4))\">"
          + "\(Figures.decimal(bar.value, 4))</text>")
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func short(_ value: Double) -> String { Figures.decimal(value, 1) }
}

import ANNIndex
import Foundation

/// Queries a second by recall, as a drawing: recall to the right, on an axis of its misses, so that 0.9, 0.99 and 0.999 are
/// as far apart as their prices; both axes logarithmic.
struct RecallPlot: Drawing {
  /// What one index did.
  struct Curve {
    /// What it is called beside others.
    let name: String
    /// Points by rising effort.
    var points: [RecallCurve.Point]
  }

  /// What was measured, for the title.
  let title: String
  let curves: [Curve]

  init(title: String, curves: [Curve]) {
    self.title = title
    self.curves = curves
  }

  /// A drawing of one index.
  init(title: String, points: [RecallCurve.Point]) {
    self.init(title: title, curves: [Curve(name: "", points: points)])
  }

  /// Marks and colours of curves beside each other; where there are more curves, they begin anew.
  private static let marks = Array("●○◆◇■□")
  private static let colours = ["#3b82c4", "#d97706", "#15803d", "#b91c1c", "#7c3aed", "#808080"]

  private var points: [RecallCurve.Point] { curves.flatMap(\.points) }

  /// Recalls that the axis names.
  private static let recalls = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]
  /// Fewer misses than this are drawn as so many: a curve that finds all has an end too.
  private static let fewestMisses = 0.00005

  private static func across(_ recall: Double) -> Double { -log10(max(1 - recall, fewestMisses)) }
  private static func up(_ rate: Double) -> Double { log10(max(rate, 1)) }

  /// Where the axes begin and end.
  private var bounds: (left: Double, right: Double, low: Double, high: Double) {
    let across = points.map { Self.across($0.recall) }
    let rates = points.map { Self.up($0.queriesPerSecond) }
    return (
      min(across.min() ?? 1, 1), max(across.max() ?? 2, 2) + 0.1, floor((rates.min() ?? 0) * 4) / 4,
      ceil((rates.max() ?? 1) * 4 + 0.01) / 4
    )
  }

  /// The drawing in characters: `width` x `height` of them between the axes.
  func text(width: Int = 56, height: Int = 12) -> [String] {
    let (left, right, low, high) = bounds
    var cells = Array(repeating: Array(repeating: Character(" "), count: width), count: height)
    func column(_ x: Double) -> Int {
      min(width - 1, max(0, Int((x - left) / (right - left) * Double(width - 1) + 0.5)))
    }
    func row(_ y: Double) -> Int {
      min(height - 1, max(0, height - 1 - Int((y - low) / (high - low) * Double(height - 1) + 0.5)))
    }
    for mark in Self.recalls where (left...right).contains(Self.across(mark)) {
      for line in 0..<height { cells[line][column(Self.across(mark))] = "·" }
    }
    for (place, curve) in curves.enumerated() {
      for point in curve.points {
        let line = row(Self.up(point.queriesPerSecond))
        let label = Array("\(Self.marks[place % Self.marks.count])\(point.effort)")
        let start = min(column(Self.across(point.recall)), width - label.count)
        for (offset, character) in label.enumerated() { cells[line][start + offset] = character }
      }
    }
    var lines = [title + ": queries/s, ● and ef, by recall"]
    if curves.count > 1 {
      lines.append(
        curves.enumerated().map { "\(Self.marks[$0 % Self.marks.count]) \($1.name)" }.joined(separator: "  "))
    }
    for (number, line) in cells.enumerated() {
      let rate = pow(10, high - (high - low) * Double(number) / Double(height - 1))
      let label = number % 3 == 0 || number == height - 1 ? Figures.count(Int(rate.rounded())) : ""
      lines.append(String(repeating: " ", count: max(0, 10 - label.count)) + label + " │" + String(line))
    }
    var axis = Array(repeating: Character(" "), count: width + 8)
    for mark in Self.recalls where (left...right).contains(Self.across(mark)) {
      let label = Array("\(mark)")
      for (offset, character) in label.enumerated() { axis[column(Self.across(mark)) + offset] = character }
    }
    lines.append(String(repeating: " ", count: 11) + "└" + String(repeating: "─", count: width))
    lines.append(String(repeating: " ", count: 12) + String(axis).trimmingSuffix(" "))
    return lines
  }

  let size = (width: 680.0, height: 420.0)

  /// The drawing as SVG 1.1, in tones that read on light and on dark paper.
  var svg: String {
    let (width, height, leftEdge, rightEdge, top, bottom) = (680.0, 420.0, 80.0, 30.0, 50.0, 50.0)
    let (left, right, low, high) = bounds
    func x(_ recall: Double) -> String {
      Figures.decimal(leftEdge + (Self.across(recall) - left) / (right - left) * (width - leftEdge - rightEdge), 1)
    }
    func y(_ rate: Double) -> String {
      Figures.decimal(height - bottom - (Self.up(rate) - low) / (high - low) * (height - top - bottom), 1)
    }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"680\" height=\"420\" viewBox=\"0 0 680 420\" "
        + "font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\">",
      "<text x=\"80\" y=\"26\" font-size=\"15\">\(Markup.escaped(title))</text>",
      "<text x=\"365\" y=\"412\" text-anchor=\"middle\">recall</text>",
      "<text x=\"80\" y=\"43\" text-anchor=\"end\">queries/s</text>",
    ]
    for mark in Self.recalls where (left...right).contains(Self.across(mark)) {
      lines.append(
        "<line x1=\"\(x(mark))\" x2=\"\(x(mark))\" y1=\"50\" y2=\"370\" stroke=\"#808080\" stroke-opacity=\"0.25\"/>")
      lines.append("<text x=\"\(x(mark))\" y=\"388\" text-anchor=\"middle\">\(mark)</text>")
    }
    for power in Int(low)...Int(high) {
      for step in [1.0, 2, 5] {
        let rate = step * pow(10, Double(power))
        guard (low...high).contains(Self.up(rate)) else { continue }
        lines.append(
          "<line x1=\"80\" x2=\"650\" y1=\"\(y(rate))\" y2=\"\(y(rate))\" stroke=\"#808080\" stroke-opacity=\"0.25\"/>")
        lines.append(
          "<text x=\"72\" y=\"\(y(rate))\" dy=\"4\" text-anchor=\"end\">\(Figures.count(Int(rate)))</text>")
      }
    }
    for (place, curve) in curves.enumerated() {
      let colour = Self.colours[place % Self.colours.count]
      let places = curve.points.map { "\(x($0.recall)),\(y($0.queriesPerSecond))" }.joined(separator: " ")
      lines.append("<polyline points=\"\(places)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\"/>")
      for point in curve.points {
        lines.append(
          "<circle cx=\"\(x(point.recall))\" cy=\"\(y(point.queriesPerSecond))\" r=\"3\" fill=\"\(colour)\"/>")
        lines.append(
          "<text x=\"\(x(point.recall))\" y=\"\(y(point.queriesPerSecond))\" dx=\"6\" dy=\"-6\">\(point.effort)</text>")
      }
      if curves.count > 1 {
        lines.append(
          "<text x=\"645\" y=\"\(66 + 16 * place)\" text-anchor=\"end\" fill=\"\(colour)\">\(Markup.escaped(curve.name))</text>"
        )
      }
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}

extension String {
  /// The text without the given character at its end.
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    String(self[..<(lastIndex { $0 != character }.map(index(after:)) ?? startIndex)])
  }
}

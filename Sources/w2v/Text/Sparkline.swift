/// A run of numbers as a line of small bars.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// Bars from the lowest value to the highest, at most `width` of them: longer runs are drawn by the means of even parts.
  static func text(_ values: [Double], width: Int = 40) -> String {
    let count = min(width, values.count)
    let means = (0..<count).map { place in
      let part = values[place * values.count / count..<(place + 1) * values.count / count]
      return part.reduce(0, +) / Double(part.count)
    }
    guard let low = means.min(), let high = means.max() else { return "" }
    return String(
      means.map { value in
        high > low ? bars[min(bars.count - 1, Int((value - low) / (high - low) * Double(bars.count)))] : bars[0]
      })
  }
}

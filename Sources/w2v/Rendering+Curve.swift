import Embeddings
import Files

extension Rendering {
  /// The learning curve of a training as lines of text: what is drawn, and its drawing with the first and the last value.
  static func curves(of summary: TrainingSummary) -> [(title: String, text: String)] {
    var curves: [(title: String, text: String)] = []
    if summary.losses.count > 1 { curves.append(("loss", line(of: summary.losses))) }
    if let validations = summary.validations, let best = validations.best {
      let kept = summary.keptEpoch.map { ", epoch \($0) kept" } ?? ""
      curves.append(
        (
          "ndcg@10",
          line(of: validations.map(\.ndcgAt10))
            + "  best \(Figures.decimal(best.ndcgAt10, 4)) after epoch \(best.epoch)\(kept)"
        ))
    }
    return curves
  }

  private static func line(of values: [Double]) -> String {
    guard let first = values.first, let last = values.last else { return "" }
    return "\(Figures.decimal(first, 4)) \(Sparkline.text(values)) \(Figures.decimal(last, 4))"
  }

  /// The best measurement of a training on held-out playlists, for JSON.
  static func validation(of summary: TrainingSummary) -> JSON? {
    summary.validations.flatMap(\.best).map { best in
      [
        "epoch": .integer(best.epoch), "ndcg_at_10": .number(best.ndcgAt10), "hit_at_10": .number(best.hitAt10),
        "hit_at_100": .number(best.hitAt100), "playlists": .integer(best.playlists),
      ]
    }
  }

  /// Draws the learning curve of a training into a file.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func drawCurve(of summary: TrainingSummary, to path: String) throws {
    try DurableFile.write(Array(curvePlot(of: summary).svg.utf8), to: path)
  }

  /// The learning curve of a training as a drawing.
  static func curvePlot(of summary: TrainingSummary) -> CurvePlot {
    var panels = [
      CurvePlot.Panel(
        title: "loss", points: summary.losses.enumerated().map { (x: Double($0.offset + 1), y: $0.element) })
    ]
    if let validations = summary.validations {
      for (title, value) in [("NDCG@10", \EpochValidation.ndcgAt10), ("hit@100", \EpochValidation.hitAt100)] {
        panels.append(
          CurvePlot.Panel(title: title, points: validations.map { (x: Double($0.epoch), y: $0[keyPath: value]) }))
      }
    }
    return CurvePlot(panels: panels, axis: "epoch")
  }
}

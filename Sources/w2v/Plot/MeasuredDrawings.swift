import ANNIndex
import Files

/// The drawings of what some files hold: recall curves beside each other, and for each task the methods and the bands.
struct MeasuredDrawings {
  /// A file and its lines.
  struct Source {
    /// The file's name without folder and ending, which tells it from others.
    let name: String
    let lines: [MeasuredLine]

    init(path: String, lines: [MeasuredLine]) {
      let file = path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
      name = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
      self.lines = lines
    }
  }

  let sources: [Source]

  /// All drawings, recall first, then tasks in the order they come.
  var all: [any Drawing] { recall + tasks }

  private var recall: [any Drawing] {
    let curves = sources.compactMap { source in
      let points = source.lines.compactMap(\.search).compactMap { search in
        search.ef.map {
          RecallCurve.Point(
            effort: $0, recall: search.recall, queriesPerSecond: search.qps, p50Microseconds: 0, p99Microseconds: 0)
        }
      }
      return points.isEmpty ? nil : RecallPlot.Curve(name: source.name, points: points)
    }
    guard !curves.isEmpty else { return [] }
    let k = sources.flatMap(\.lines).compactMap(\.search?.k).first ?? 0
    return [RecallPlot(title: "\(curves.map(\.name).joined(separator: ", ")), k \(k)", curves: curves)]
  }

  private var tasks: [any Drawing] {
    let scores = sources.flatMap { source in source.lines.compactMap(\.continuation).map { (source.name, $0) } }
    var tasks: [String] = []
    for (_, score) in scores where !tasks.contains(score.task) { tasks.append(score.task) }
    return tasks.flatMap { task in
      let ofTask = scores.filter { $0.1.task == task }
      let methods = BarPlot(
        title: "NDCG@10, task \(task)",
        bars: ofTask.map { source, score in
          let interval = score.low.flatMap { low in score.high.flatMap { $0 >= low ? low...$0 : nil } }
          return BarPlot.Bar(label: label(of: score, from: source), value: score.ndcgAt10, interval: interval)
        })
      let bands = ofTask.prefix(1).filter { !$0.1.bands.isEmpty }.map { source, score in
        BarPlot(
          title: "hit@100 by popularity, \(label(of: score, from: source)), task \(task)",
          bars: score.bands.map { BarPlot.Bar(label: "\($0.band), \($0.hidden) hidden", value: $0.hitAt100) })
      }
      return [methods] + bands
    }
  }

  private func label(of score: MeasuredLine.Continuation, from source: String) -> String {
    let method = ([score.method] + [score.relation].compactMap(\.self)).joined(separator: " ")
    return sources.count > 1 ? "\(source): \(method)" : method
  }
}

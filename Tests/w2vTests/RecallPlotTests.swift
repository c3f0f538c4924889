import ANNIndex
import Files
import TestSupport
import Testing

@testable import w2v

@Suite struct RecallPlotTests {
  private static func point(_ effort: Int, _ recall: Double, _ rate: Double) -> RecallCurve.Point {
    .init(effort: effort, recall: recall, queriesPerSecond: rate, p50Microseconds: 0, p99Microseconds: 0)
  }

  private static let plot = RecallPlot(
    title: "10 x 2 <&>", points: [point(16, 0.9, 100_000), point(64, 0.99, 30_000), point(512, 1, 5_000)])

  @Test func characters_show_more_recall_to_the_right_and_more_speed_above() throws {
    let lines = Self.plot.text()
    func place(_ label: String) throws -> (row: Int, column: Int) {
      let row = try #require(lines.firstIndex { $0.contains(label) })
      let start = try #require(lines[row].firstRange(of: label))
      return (row, lines[row].distance(from: lines[row].startIndex, to: start.lowerBound))
    }
    let (slow, middle, fast) = (try place("●512"), try place("●64"), try place("●16"))
    #expect(fast.row < middle.row && middle.row < slow.row)
    #expect(fast.column < middle.column && middle.column < slow.column)
    // The mark of a recall is under its point.
    let axis = try #require(lines.last)
    let mark = try #require(axis.firstRange(of: "0.99"))
    #expect(axis.distance(from: axis.startIndex, to: mark.lowerBound) == middle.column)
    #expect(RecallPlot(title: "", points: []).text().count == lines.count)
  }

  @Test func a_drawing_is_a_file_and_is_not_overwritten_unasked() async throws {
    let svg = Self.plot.svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("10 x 2 &lt;&amp;&gt;"))
    #expect(svg.split(separator: "<circle").count == 4)
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "v\($0) \($0) \($0 * $0 % 7) 1\n" }
    let vectors = try folder.write("40 3\n" + rows.joined(), as: "vectors.txt")
    let first = try await Program.run("bench", "recall", vectors, "--ef", "16", "--plot", folder("curve.svg"))
    #expect(first.status == 0, "\(first.errors)")
    #expect(try String(decoding: ByteSource.readAll(path: folder("curve.svg")), as: UTF8.self).hasPrefix("<svg"))
    let second = try await Program.run("bench", "recall", vectors, "--ef", "16", "--plot", folder("curve.svg"))
    #expect(second.status != 0 && second.errors.contains("--force"))
    let third = try await Program.run(
      "bench", "recall", vectors, "--ef", "16", "--plot", folder("curve.svg"), "--force")
    #expect(third.status == 0)
    let drawn = try await Program.run("bench", "recall", vectors, "--ef", "16", "--plot", "-")
    #expect(drawn.output.contains("●16"))
  }
}

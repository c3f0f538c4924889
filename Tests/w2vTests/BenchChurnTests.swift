import TestSupport
import Testing

@testable import w2v

@Suite struct BenchChurnTests {
  @Test func rows_come_and_go_and_recall_stays() async throws {
    let folder = try TemporaryFolder()
    let rows = (0..<400).map { "v\($0) \($0 % 20) \($0 / 20) \($0 % 7) \($0 % 3)\n" }
    let vectors = try folder.write("400 4\n" + rows.joined(), as: "vectors.txt")
    let outcome = try await Program.run("bench", "churn", vectors, "--rounds", "4", "--ef", "16,64", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try #require(try outcome.objects().first)
    #expect(report["rows"] as? Int == 252 && report["replaced"] as? Int == 100)
    #expect(report["lost"] as? Int == 0 && report["fresh_lost"] as? Int == 0)
    #expect((report["recall"] as? [Any])?.count == 2)
    let text = try await Program.run("bench", "churn", vectors, "--rounds", "1")
    #expect(text.lines.last?.contains("252 of 252 rows find themselves") == true, "\(text)")
    #expect(try await Program.run("bench", "churn", vectors, "--share", "0.5").status == 64)
  }
}

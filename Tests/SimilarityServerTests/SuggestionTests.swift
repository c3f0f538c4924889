import Testing

@testable import SimilarityServer

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("cuont", "count"), ("Count", "count"), ("seed", "seeds"), ("excludes", "exclude"), ("relatoin", "relation"),
    ("max_per", nil), ("", nil), ("x", nil), (String(repeating: "count", count: 1_000), nil),
  ])
  func the_nearest_name_is_meant(word: String, meant: String?) {
    let names = ["seeds", "to", "count", "relation", "exclude", "exact", "model"]
    #expect(Suggestion.nearest(to: word, among: names) == meant)
  }
}

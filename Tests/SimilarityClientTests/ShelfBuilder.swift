import SimilarityClient

/// A shelf of the home page: playlists like what somebody just played.
struct MoreOfWhatYouPlayed {
  let similarity: any SimilarityService

  /// The cards of the shelf, or none: then the page has a shelf less, and no listener sees an error.
  func cards(justPlayed tracks: [String], listener: String) async -> [SimilarItem] {
    var question = SimilarQuestion(tracks.map { Seed($0) }, to: .playlist, count: 12, relation: .together)
    question.minPercentile = 0.9
    question.subject = listener
    do {
      return try await similarity.similar(question, patience: .milliseconds(300)).items
    } catch let problem as SimilarityProblem where problem.type == "unknown-seeds" {
      return []  // songs from this morning: next week's model knows them
    } catch {
      return []  // the service has logged why
    }
  }
}

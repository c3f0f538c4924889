import ArgumentParser
import Embeddings
import Files

/// What is known of the tracks besides the playlists.
struct CatalogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What is known of the tracks: a tracks.tsv, or a folder that holds one.", valueName: "path"))
  var catalog: String?

  @Option(help: ArgumentHelp("Which recording each track is: lines of track id, TAB, recording id.", valueName: "file"))
  var recordings: String?

  /// Makes sure that recordings have a catalog to go with.
  ///
  /// - Throws: `ValidationError`.
  func validate(besides corpus: [String]) throws {
    guard recordings == nil || catalog != nil || corpus.contains(where: Self.holdsCatalog) else {
      throw ValidationError("--recordings goes with a catalog; name one with --catalog.")
    }
  }

  /// The catalog that the options name, or those that lie in the folders of the corpus.
  ///
  /// - Throws: `DataError`.
  func read(besides corpus: [String], isStrict: Bool) throws -> Catalog {
    var found = Catalog()
    let paths = catalog.map { [$0] } ?? corpus.filter(Self.holdsCatalog)
    for path in paths {
      let (tracks, report) = try Catalog.read(path: path, recordings: recordings, isStrict: isStrict)
      if catalog == nil {
        Rendering.note("\(path): holds a catalog of \(Figures.count(tracks.count, of: "track")); using it")
      }
      Rendering.note(rejectsOfCatalog: report)
      found.merge(tracks)
    }
    return found
  }

  /// Whether a path of the corpus is a folder with a catalog in it.
  private static func holdsCatalog(_ path: String) -> Bool {
    guard path != "-", Paths.isFolder(path) else { return false }
    return (try? Paths.names(in: path))?.contains { $0.hasPrefix("tracks.tsv") } ?? false
  }
}

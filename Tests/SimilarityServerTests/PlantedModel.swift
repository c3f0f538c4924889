import Embeddings
import Foundation
import Similarity
import SimilarityServer

/// Small models whose right answers are known: tracks `red-0`, `red-1`, … are near each other and far from `blue-…`.
enum PlantedModel {
  /// Two models of the same tracks; all names of a model begin with its edition, so an answer shows where it is from.
  enum Edition: String, CaseIterable { case first, second }

  /// The colours, each with ``tracksPerColour`` tracks by one artist of that name.
  static let colours = ["red", "green", "blue"]
  static let tracksPerColour = 60
  /// A track whose id needs every kind of escape.
  static let awkwardID = "Motörhead/Ace of Spades: \"100%\" #1?"
  /// All tracks of a model.
  static let trackCount = colours.count * tracksPerColour + 1

  /// An engine with the model of an edition.
  static func engine(_ edition: Edition = .first) throws -> SimilarityEngine {
    switch edition {
    case .first: try first.get()
    case .second: try second.get()
    }
  }

  /// A holder of the first edition.
  static func holder() throws -> ModelHolder { ModelHolder(try engine()) }

  /// A model that has not been published.
  static func build(_ edition: Edition) throws -> BuiltModel {
    var catalog = Catalog()
    var ids: [String] = []
    var rows: [Float] = []
    for (direction, colour) in colours.enumerated() {
      for number in 0..<tracksPerColour {
        let id = "\(colour)-\(number)"
        ids.append(id)
        catalog.insert(
          CatalogTrack(
            id: id, title: "\(edition) \(id)", artists: [Artist(id: colour, name: "\(edition) \(colour)")],
            durationSeconds: 201))
        // One unit towards the colour, and a tenth around it that differs from track to track.
        var row = [Float](repeating: 0, count: 8)
        row[direction] = 1
        let angle = 2 * Float.pi * Float(number) / Float(tracksPerColour)
        row[6] = 0.1 * cos(angle)
        row[7] = 0.1 * sin(angle)
        rows += row
      }
    }
    ids.append(awkwardID)
    rows += [0, 0, 0, 1, 0, 0, 0, 0]
    let table = EmbeddingTable(
      ids: IdentifierTable(ids), matrix: EmbeddingMatrix(count: ids.count, dimension: 8, values: rows))
    let created = Date(timeIntervalSince1970: edition == .first ? 1_795_350_000 : 1_795_360_000)
    return try ModelBuilder(catalog: catalog, threads: 1).build(importing: table, created: created)
  }

  private static let first = Result { SimilarityEngine(model: try build(.first).inMemory()) }
  private static let second = Result { SimilarityEngine(model: try build(.second).inMemory()) }
}

import Embeddings
import Files
import TestSupport

/// A tiny corpus of two scenes in files: tracks of one scene share playlists, tracks of two scenes do not.
///
/// Tracks are `a0`...`a9` and `b0`...`b9`; `a0` is by `artist-a`, on `album-a`.
struct MadeUpCorpus {
  let folder: TemporaryFolder
  let playlists: String
  let catalog: String
  /// Playlists that are in none of the other files.
  let heldOut: String

  init(seed: UInt64 = 7) throws {
    folder = try TemporaryFolder()
    var random = RandomSource(seed: seed)
    func lines(_ count: Int, from first: Int) -> String {
      (first..<first + count).map { number in
        let scene = number % 2 == 0 ? "a" : "b"
        let tracks = (0..<10).shuffled(using: &random).prefix(5).map { "\(scene)\($0)" }
        return "p\(number)\tList \(number)\t2026-01-\(10 + number % 10)\t\(tracks.joined(separator: " "))\n"
      }.joined()
    }
    playlists = try folder.write(lines(60, from: 0), as: "playlists.tsv")
    heldOut = try folder.write(lines(12, from: 100), as: "held-out.tsv")
    catalog = try folder.write(
      ["a", "b"].flatMap { scene in
        (0..<10).map {
          "\(scene)\($0)\tSong \($0)\tartist-\(scene)\tThe \(scene)\talbum-\(scene)\tFirst \(scene)\t\(200 + 7 * $0)\n"
        }
      }.joined(), as: "catalog.tsv")
  }

  /// Arguments that make training a matter of milliseconds.
  static let quick = ["--dimension", "8", "--epochs", "5", "--threads", "1"]

  /// Trains on the playlists with the catalog and returns the models folder.
  func train(_ arguments: String...) async throws -> String {
    let models = folder("models")
    let outcome = try await Program.run(
      ["train", playlists, "--catalog", catalog, "--models", models] + Self.quick + arguments)
    guard outcome.status == 0 else { throw DataError(.badData, at: "w2v train", outcome.errors) }
    return models
  }
}

import ArgumentParser
import Embeddings

/// `w2v corpus generate`: music that does not exist, with a structure that is known.
struct CorpusGenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make up a corpus of playlists and its catalog, to try things on.",
    discussion: """
      Writes playlists.tsv, tracks.tsv and truth.tsv, which says the genre and scene of every track. One seed gives \
      the same bytes on every machine.

      EXAMPLES
        w2v corpus generate -o demo
        w2v corpus generate --tracks 50000 --playlists 200000 --seed 7 -o large
        w2v corpus generate --artists 500 --genres 12 --scenes 100 -o varied
      """)

  private static let defaults = CorpusGeneratorParameters()

  @Option(help: ArgumentHelp("Tracks in the catalog.", valueName: "n"))
  var tracks = defaults.tracks

  @Option(help: ArgumentHelp("Playlists.", valueName: "n"))
  var playlists = defaults.playlists

  @Option(help: ArgumentHelp("Artists; a tenth of the tracks unless given.", valueName: "n"))
  var artists: Int?

  @Option(help: ArgumentHelp("Genres; \(defaults.genres), or the scenes where these are fewer.", valueName: "n"))
  var genres: Int?

  @Option(
    help: ArgumentHelp(
      "Scenes of all genres; \(defaults.scenes), or the artists where these are fewer.", valueName: "n"))
  var scenes: Int?

  @Option(help: ArgumentHelp("One seed, one corpus.", valueName: "n"))
  var seed = defaults.seed

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var output: String

  @OptionGroup var json: JSONOption

  /// The options as the generator takes them.
  var parameters: CorpusGeneratorParameters {
    var parameters = CorpusGeneratorParameters()
    parameters.seed = seed
    parameters.tracks = tracks
    parameters.playlists = playlists
    parameters.artists = artists ?? max(1, tracks / 10)
    parameters.scenes = scenes ?? max(1, min(Self.defaults.scenes, parameters.artists))
    parameters.genres = genres ?? max(1, min(Self.defaults.genres, parameters.scenes))
    return parameters
  }

  func validate() throws {
    if let fault = parameters.fault { throw ValidationError("\(fault).") }
  }

  func run() throws {
    try Output.requireFolder(output)
    Interruption.watch(writingInto: output)
    let summary = try CorpusGenerator(parameters: parameters).generate(into: output)
    Rendering.show(summary, folder: output, asJSON: json.isJSON)
  }
}

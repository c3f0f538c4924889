import ArgumentParser
import Embeddings
import Files
import Similarity
import SimilarityServer

/// `w2v home`: several shelves for one page.
struct HomeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home",
    abstract: "Answer several shelves at once: what is on one is on none after it.",
    discussion: """
      The questions are JSON, as POST /v1/home takes them: {"shelves": [{"name": "...", "seeds": ["track:ID"], ...}]}.

      EXAMPLES
        w2v home page.json --models models
        w2v home - --models models --json
      """)

  @Argument(help: ArgumentHelp("The questions as JSON; - for standard input.", valueName: "file"))
  var page: String

  @OptionGroup var models: ModelOptions

  @OptionGroup var output: JSONOption

  func run() throws {
    let home: HomeQuery
    do {
      home = try HomeRequest(json: try ByteSource.readAll(path: page)).query
    } catch let error as BodyError {
      throw DataError(.badData, at: page, "\(error)", remedy: "'w2v help home' shows what it should look like")
    }
    let engine = try models.engine(.everything)
    let start = ContinuousClock.now
    let answer = engine.answer(home)
    if output.isJSON {
      let took = (ContinuousClock.now - start) / .milliseconds(1)
      Rendering.print(String(buffer: answer.json(tookMilliseconds: took)))
    } else {
      for (shelf, asked) in zip(answer.shelves, home.shelves) {
        Rendering.note(shortOf: asked.query, shelf.answer, models: models.models)
        Rendering.print(shelf.name)
        Rendering.show(shelf.answer.cards, asJSON: false)
      }
    }
    if answer.shelves.allSatisfy({ $0.answer.cards.isEmpty }) { throw ExitCode(.no) }
  }
}

import ArgumentParser
import Files
import Similarity

/// The program: finds the command, runs it, and turns what it throws into words and an exit status.
@main
struct W2V: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "w2v",
    abstract: "Similar tracks, albums, artists and playlists, learnt from playlists.",
    discussion: """
      Train a model on playlists, ask it for neighbours, measure it, serve it over HTTP.

      EXAMPLES
        w2v corpus generate -o demo                    some music to try things on
        w2v train demo --models models                 learn, index, publish
        w2v similar --find harbour --models models     look ids up by name
        w2v similar track:t12 --models models          what plays the same role
        w2v serve --models models                      the same over HTTP

      EXIT STATUS
        0 done                 66 an input is missing or cannot be read
        1 the answer is no     69 the service cannot listen
        64 wrong usage         73 an output cannot be written
        65 bad data            130 interrupted
      """,
    version: ToolVersion.current,
    subcommands: [
      CorpusCommand.self, TrainCommand.self, TuneCommand.self, FoldInCommand.self, SimilarCommand.self,
      ExplainCommand.self, HomeCommand.self, ListenersCommand.self, AnalogyCommand.self, MixCommand.self,
      SimCommand.self,
      OddCommand.self, RankCommand.self, ReplCommand.self, EvalCommand.self, PlotCommand.self,
      BenchCommand.self, ModelsCommand.self, IndexCommand.self, ExportCommand.self, ImportCommand.self,
      ServeCommand.self, LoadCommand.self, StormCommand.self, DoctorCommand.self, MapCommand.self,
    ])

  static func main() async {
    StandardStreams.fillClosed()
    do {
      var command = try await asyncParseAsRoot(MixTerm.spelledOut(Array(CommandLine.arguments.dropFirst())))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as DataError {
      Interruption.awaitEndIfUnderWay()
      Rendering.fault(error)
      exit(withError: ExitCode(ExitStatus(error)))
    } catch {
      exit(withError: error)
    }
  }

  static var _errorPrefix: String { "w2v: " }
}

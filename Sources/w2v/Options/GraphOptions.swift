import ANNIndex
import ArgumentParser

/// How a graph is built.
struct GraphOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Links of a node; twice as many on the lowest level.", valueName: "n"))
  var m = HNSWParameters().maximumLinks

  @Option(help: ArgumentHelp("How wide a new node searches for its neighbours.", valueName: "n"))
  var efConstruction = HNSWParameters().constructionBeamWidth

  @Option(
    help: ArgumentHelp(
      "Advanced: the form in which searches compare rows on their way; chosen by trying unless given.",
      valueName: "form"))
  var walk: WalkPrecision?

  @Option(help: ArgumentHelp("Threads for the build; 0 for one a core.", valueName: "n"))
  var threads = 0

  @Option(help: ArgumentHelp("Draws the levels of the graph, and rows that are held out.", valueName: "n"))
  var seed: UInt64 = 1

  /// - Parameter metric: how rows will be compared; nil where that is not known yet.
  func validate(for metric: Metric?) throws {
    guard (2...256).contains(m) else { throw ValidationError("--m must be from 2 to 256, not \(m).") }
    guard (1...1_000_000).contains(efConstruction) else {
      throw ValidationError("--ef-construction must be from 1 to 1000000, not \(efConstruction).")
    }
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
    if let metric, let walk, metric != .cosine, walk != .float {
      throw ValidationError("--walk \(walk.rawValue) goes with --metric cosine, not \(metric.rawValue).")
    }
  }

  /// The parameters of the graph.
  var parameters: HNSWParameters {
    HNSWParameters(maximumLinks: m, constructionBeamWidth: efConstruction, seed: seed)
  }
}

import ArgumentParser
import Similarity

/// What makes a shelf of an answer: caps, variety, and which cards are good enough.
struct ShelfOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("What the answer should rather be unlike; may be repeated.", valueName: "seed"),
    transform: ItemID.argument)
  var not: [ItemID] = []

  @Option(help: "How the scores against several seeds become one.")
  var combination = SeedCombination.pooled

  @Option(
    name: .customLong("label"),
    help: ArgumentHelp("A label of the catalog every item must have; may be repeated.", valueName: "label"))
  var labels: [String] = []

  @Option(help: ArgumentHelp("At most so many by one artist.", valueName: "n"))
  var perArtist: Int?

  @Option(help: ArgumentHelp("At most so many from one album.", valueName: "n"))
  var perAlbum: Int?

  @Option(help: ArgumentHelp("How much the items should differ from each other, 0 to 1.", valueName: "share"))
  var variety: Float = 0

  @Option(
    help: ArgumentHelp("Popular ones first, up to 1, or last, down to -1.", valueName: "dial"))
  var popularity: Float = 0

  @Option(
    help: ArgumentHelp("Leave out what occurs less often in the playlists.", valueName: "n"))
  var minSupport = 0

  @Option(
    help: ArgumentHelp("Leave out what scores less than this share of random pairs, 0 to 1.", valueName: "share"))
  var minPercentile: Double?

  @Option(help: ArgumentHelp("Shuffle items of nearly the same score, by this number.", valueName: "n"))
  var variation: UInt64?

  @Option(help: ArgumentHelp("Find this share of the true nearest, 0.5 to 1.", valueName: "share"))
  var recall: Double?

  @Option(help: ArgumentHelp("The lowest level of an answer that is worth having, 0 to 4.", valueName: "level"))
  var accept = AnswerLevel.backedOff

  @Flag(name: .customLong("because"), help: "Say what the training playlists have to do with each item.")
  var wantsEvidence = false

  func validate() throws {
    func check(_ isFine: Bool, _ option: String, _ range: String) throws {
      guard isFine else { throw ValidationError("\(option) must be \(range).") }
    }
    try check(perArtist ?? 1 >= 1, "--per-artist", "at least 1")
    try check(perAlbum ?? 1 >= 1, "--per-album", "at least 1")
    try check((0...1).contains(variety), "--variety", "from 0 to 1")
    try check((-1...1).contains(popularity), "--popularity", "from -1 to 1")
    try check(minSupport >= 0, "--min-support", "at least 0")
    try check((0...1).contains(minPercentile ?? 0), "--min-percentile", "from 0 to 1")
    try check((0.5...1).contains(recall ?? 1), "--recall", "from 0.5 to 1")
  }

  /// Adds the options to a question.
  func apply(to query: inout ShelfQuery) {
    query.combination = combination
    query.labels = labels
    query.perArtist = perArtist
    query.perAlbum = perAlbum
    query.variety = variety
    query.popularity = popularity
    query.minimumSupport = minSupport
    query.minimumPercentile = minPercentile
    query.variation = variation
    query.accept = accept
    query.wantsEvidence = wantsEvidence
    if let recall { query.effort = .recall(recall) }
  }
}

extension SeedCombination: ExpressibleByArgument {}
extension RelationChoice: ExpressibleByArgument {}

extension AnswerLevel: ExpressibleByArgument {
  /// Reads the level's number.
  public init?(argument: String) {
    guard let number = Int(argument) else { return nil }
    self.init(rawValue: number)
  }

  public var defaultValueDescription: String { "\(rawValue)" }
  public static var allValueStrings: [String] { allCases.map { "\($0.rawValue)" } }
}

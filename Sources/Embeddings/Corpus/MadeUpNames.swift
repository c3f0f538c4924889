/// Pleasant names for music that does not exist.
///
/// Names of people and bands are built from syllables; titles from plain words.
struct MadeUpNames {
  private var random: RandomSource
  private var used: Set<String> = []

  init(random: RandomSource) { self.random = random }

  /// A band or a person; never the same twice.
  mutating func artist() -> String {
    unique { names in
      switch names.random.below(6) {
      case 0: "The \(names.word())s"
      case 1: "\(names.pick(Self.adjectives)) \(names.word())"
      case 2: "\(names.word()) & \(names.word())"
      case 3: "\(names.word()) \(names.pick(Self.ensembles))"
      default: "\(names.word()) \(names.word())"
      }
    }
  }

  /// A genre; never the same twice.
  mutating func genre() -> String { unique { "\($0.word()) \($0.pick(Self.genres))" } }

  /// A scene: the place it comes from; never the same twice.
  mutating func scene() -> String { unique { "\($0.pick(Self.directions)) \($0.word())" } }

  /// The title of a track.
  mutating func title() -> String {
    switch random.below(6) {
    case 0: pick(Self.nouns)
    case 1: "\(pick(Self.nouns)) for \(word())"
    case 2: "\(pick(Self.nouns)) and \(pick(Self.nouns))"
    case 3: "\(word())'s \(pick(Self.nouns))"
    default: "\(pick(Self.adjectives)) \(pick(Self.nouns))"
    }
  }

  /// The title of an album.
  mutating func album() -> String {
    switch random.below(4) {
    case 0: word()
    case 1: "\(pick(Self.nouns)) of \(word())"
    default: "\(pick(Self.adjectives)) \(pick(Self.nouns))"
    }
  }

  /// The name of a playlist that plays a scene.
  mutating func playlist(scene: String) -> String {
    let place = scene.split(separator: " ").last.map(String.init) ?? scene
    return random.below(3) == 0 ? "\(pick(Self.moments)) \(pick(Self.nouns))" : "\(pick(Self.moments)) \(place)"
  }

  /// A capitalised word of two or three syllables.
  private mutating func word() -> String {
    var word = pick(Self.onsets) + pick(Self.vowels)
    if random.below(3) == 0 { word += pick(Self.middles) + pick(Self.vowels) }
    word += pick(Self.endings)
    return word.prefix(1).uppercased() + word.dropFirst()
  }

  private mutating func pick(_ words: [String]) -> String { words[random.below(words.count)] }

  private mutating func unique(_ make: (inout MadeUpNames) -> String) -> String {
    var name = make(&self)
    // More and more words, so that any number of names can be had.
    while !used.insert(name).inserted { name = random.below(2) == 0 ? make(&self) : "\(name) \(word())" }
    return name
  }

  private static let onsets = [
    "b", "br", "d", "f", "fl", "g", "gl", "h", "k", "l", "m", "n", "p", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w",
  ]
  private static let vowels = ["a", "a", "e", "e", "i", "o", "o", "u", "ai", "ea", "oa"]
  private static let middles = ["l", "ll", "m", "n", "nd", "r", "rv", "s", "st", "t", "v"]
  private static let endings = [
    "dow", "dry", "fen", "len", "llow", "lin", "mer", "more", "rin", "ren", "sk", "tis", "vane", "ven", "wick",
  ]
  private static let ensembles = ["Orchestra", "Quartet", "Trio", "Assembly", "Company", "Ensemble"]
  private static let genres = ["Wave", "Folk", "Beat", "Soul", "Step", "Stomp", "Drift", "Swing", "Rock", "House"]
  private static let directions = ["North", "South", "East", "West", "Old", "New", "Upper", "Lower", "Little", "Far"]
  private static let moments = [
    "Late Night", "Early Morning", "Sunday", "Long Drive", "Rainy Day", "First Coffee", "Golden Hour", "Slow Dance",
    "Kitchen", "After Hours", "Last Train", "Summer", "Winter", "Deep Focus", "Running With", "Back to",
  ]
  private static let adjectives = [
    "Quiet", "Amber", "Hollow", "Silver", "Distant", "Paper", "Velvet", "Crooked", "Tender", "Electric", "Faded",
    "Golden",
    "Half", "Little", "Lonely", "Midnight", "Open", "Patient", "Restless", "Salted", "Second", "Slow", "Sudden", "Wild",
  ]
  private static let nouns = [
    "Harbour", "Lantern", "Window", "Orchard", "Engine", "River", "Letter", "Candle", "Satellite", "Garden", "Mirror",
    "Thunder", "Kite", "Staircase", "Tide", "Ember", "Meadow", "Compass", "Signal", "Feather", "Balcony", "Cinder",
    "Marble",
    "Ferry", "Postcard", "Shadow", "Telegraph", "Umbrella", "Weather", "Piano",
  ]
}

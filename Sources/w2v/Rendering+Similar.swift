import Similarity

extension Rendering {
  /// Writes the cards of an answer, best first.
  static func show(_ cards: [Card], asJSON isJSON: Bool) {
    if isJSON {
      for card in cards {
        print([
          "id": .string(card.id.description), "name": .optional(card.name), "by": .optional(card.by),
          "score": .float(card.score), "percentile": .number(card.percentile),
          "seed": .optional(card.seed?.description), "because": card.because.map(json) ?? .null,
        ])
      }
    } else if !cards.isEmpty {
      var table = TextTable(("score", .right), ("id", .left), ("name", .left))
      for card in cards {
        table.append(
          Figures.decimal(Double(card.score), 4), card.id.description, title(card.name, by: card.by))
      }
      var lines = table.lines
      // A reason goes under its card, which the first line is not.
      for (place, card) in cards.enumerated().reversed() {
        guard let because = card.because, let seed = card.seed else { continue }
        lines.insert(
          "        \(sentence(because, beside: seed.description, and: card.id.description))", at: place + 2)
      }
      print(lines)
    }
  }

  /// Writes the items that a look-up by name has found.
  static func show(_ items: [ItemDetails], asJSON isJSON: Bool) {
    if isJSON {
      for item in items {
        print([
          "id": .string(item.id.description), "name": .optional(item.name), "by": .optional(item.by),
          "support": .integer(item.support),
        ])
      }
    } else {
      var table = TextTable(("support", .right), ("id", .left), ("name", .left))
      for item in items {
        table.append(Figures.count(item.support), item.id.description, title(item.name, by: item.by))
      }
      print(table.lines)
    }
  }

  /// Says which seeds are not known and why there are fewer cards than asked.
  static func note(shortOf query: ShelfQuery, _ answer: ShelfAnswer, models: String) {
    note(without: answer.seeds, in: answer.stamp.model, models: models)
    if answer.stamp.level > .full { note("level \(answer.stamp.level.rawValue): \(answer.stamp.reason ?? "")") }
    switch answer.shortfall {
    case nil, .noKnownSeed: break
    case .levelNotAccepted: note("an answer of that level is not accepted (--accept)")
    case .noDirection:
      note("the seeds cancel each other out, so that nothing is nearer than anything else; ask with fewer")
    case .noItemsOfKind:
      let cure =
        query.to == .playlist ? "it was made without playlists" : "train it with a catalog (--catalog) that names them"
      note("model \(answer.stamp.model) has no \(query.to.plural); \(cure)")
    case .noMoreItems:
      note(
        "only \(Figures.count(answer.cards.count)) of \(Figures.count(query.count)): the model has no more \(query.to.plural)"
          + (query.perArtist == nil && query.perAlbum == nil && query.minimumSupport == 0 && query.labels.isEmpty
            ? "" : " that the limits allow"))
    case .belowPercentile:
      note(
        "only \(Figures.count(answer.cards.count)) of \(Figures.count(query.count)): the others are too far for --min-percentile"
      )
    case .deadline: note("only \(Figures.count(answer.cards.count)) of \(Figures.count(query.count)): the time was up")
    }
  }

  /// Says that an exclusion excludes nothing: most likely a slip of the pen.
  static func note(uselessExclusionOf id: ItemID, from version: String) {
    note("--exclude \(id): model \(version) does not know it")
  }

  /// `Title - Artist`, as far as either is known.
  static func title(_ name: String?, by credit: String?) -> String {
    guard let name else { return credit ?? "" }
    return credit.map { "\(name) - \($0)" } ?? name
  }
}

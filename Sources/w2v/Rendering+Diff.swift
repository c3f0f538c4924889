import Embeddings
import Similarity

extension Rendering {
  /// Writes what changed from one model to another, and what a gate says of it.
  static func show(_ diff: ModelDiff, _ verdict: GateVerdict?, asJSON isJSON: Bool) {
    guard !isJSON else { return print(json(diff, verdict)) }
    var lines = KeyedLines()
    lines.append("old", diff.old)
    lines.append("new", diff.new)
    lines.append("reseed", diff.reseed ?? "none: what chance does to neighbours and scores is not known")
    for finding in diff.findings {
      let (key, text) = words(finding)
      lines.append(key, text)
    }
    if diff.isQuiet { lines.append("changes", diff.reseed == nil ? "none that can be told" : "none beyond chance") }
    print(lines.lines)
    if !diff.movements.isEmpty {
      var table = TextTable(
        ("neighbours of", .left), ("items", .right), ("kept", .right), ("by chance", .right), ("moved", .left))
      for movement in diff.movements {
        table.append(
          "\(movement.kind.plural), \(movement.band.rawValue)", Figures.count(movement.items),
          Figures.percent(movement.kept), movement.chance.map { Figures.percent($0.kept) } ?? "",
          movement.isBeyondChance ? "beyond chance" : "")
      }
      print([""] + table.lines)
    }
    if let verdict { print([""] + table(of: verdict)) }
  }

  private static func table(of verdict: GateVerdict) -> [String] {
    var table = TextTable(("gate", .left), ("at most", .right), ("is", .right), ("", .left))
    for check in verdict.checks {
      table.append(
        check.measure.rawValue, figure(check.bound), check.value.map(figure) ?? "not measured",
        check.isPassed ? "passed" : "refused")
    }
    return table.lines + [verdict.isPassed ? "the gate lets it pass" : "the gate refuses it"]
  }

  private static func figure(_ value: Double) -> String {
    value == value.rounded() ? Figures.count(Int(value)) : Figures.decimal(value, 4)
  }

  /// A finding in words: what it is about, and a sentence.
  private static func words(_ finding: ModelDiff.Finding) -> (key: String, text: String) {
    switch finding {
    case .lost(let coverage):
      (
        "lost",
        "\(Figures.count(coverage.lost)) of \(Figures.count(coverage.before)) \(coverage.kind.plural), "
          + "\(Figures.percent(coverage.lostShare)) of occurrences: \(names(coverage.lostItems, of: coverage.lost))"
      )
    case .added(let coverage):
      (
        "new",
        "\(Figures.count(coverage.added)) of \(Figures.count(coverage.after)) \(coverage.kind.plural): "
          + names(coverage.addedItems, of: coverage.added)
      )
    case .copied(let signs):
      (
        "copied",
        "\(Figures.count(signs.ringAfter)) playlists have nearly the same tracks, \(Figures.count(signs.ringBefore)) before: "
          + "\(signs.ringExample.map { "such as playlist:\($0), with " } ?? "")"
          + names(signs.ringTracks, of: signs.ringTracks.count)
      )
    case .incoherent(let signs):
      (
        "incoherent",
        "\(Figures.percent(signs.incoherentShare)) of playlists hold what does not go together, 1.0 % before"
      )
    case .evaluation(let delta):
      (
        delta.difference.mean > 0 ? "better" : "worse",
        "NDCG@10 \(Figures.decimal(delta.before, 4)) -> \(Figures.decimal(delta.after, 4)) on "
          + "\(Figures.count(delta.playlists, of: "held-out playlist")): by \(Figures.signed(delta.interval.lowerBound)) to "
          + "\(Figures.signed(delta.interval.upperBound))\(delta.byChance.map { ", by chance \(Figures.signed($0))" } ?? "")"
      )
    case .moved(let movement):
      (
        "moved",
        "neighbours of \(movement.kind.plural), \(movement.band.rawValue), most of all "
          + names(Array(movement.movedItems.prefix(3)), of: 3)
      )
    case .hubs(let hubs):
      (
        "hubs",
        hubs.map {
          "\(text($0.item)) is near to \(Figures.count($0.after)) of \(Figures.count($0.items)), \(Figures.count($0.before)) before"
        }.joined(separator: "; ")
      )
    case .scores(let drift):
      (
        "scores",
        "\(Figures.decimal(100 * drift.percentile, 0)) % of random pairs score less than "
          + "\(Figures.decimal(Double(drift.after), 3)) (\(drift.relation.rawValue)), \(Figures.decimal(Double(drift.before), 3)) before"
      )
    case .risers(let changes): ("risers", changes.map(text).joined(separator: "; "))
    case .fallers(let changes): ("fallers", changes.map(text).joined(separator: "; "))
    }
  }

  private static func text(_ change: PopularityChange) -> String {
    "\(text(change.item)) \(Figures.decimal(change.before, 1)) -> \(Figures.decimal(change.after, 1)) of 1,000 playlists"
  }

  private static func text(_ item: NamedItem) -> String {
    let name = title(item.name, by: item.by)
    return name.isEmpty ? item.id.description : "\(item.id) (\(name))"
  }

  private static func names(_ items: [NamedItem], of count: Int) -> String {
    items.map(text).joined(separator: ", ") + (count > items.count ? ", ..." : "")
  }

  private static func json(_ diff: ModelDiff, _ verdict: GateVerdict?) -> JSON {
    [
      "old": .string(diff.old), "new": .string(diff.new), "reseed": .optional(diff.reseed),
      "quiet": .boolean(diff.isQuiet),
      "findings": .array(
        diff.findings.map {
          let (key, text) = words($0)
          return ["finding": .string(key), "text": .string(text)]
        }),
      "measures": .object(
        ModelDiff.Measure.allCases.map { .init(key: $0.rawValue, value: .optional(diff.value(of: $0))) }),
      "coverage": .array(
        diff.coverage.map {
          [
            "kind": .string($0.kind.rawValue), "before": .integer($0.before), "after": .integer($0.after),
            "lost": .integer($0.lost), "added": .integer($0.added), "lost_share": .number($0.lostShare),
            "lost_items": ids($0.lostItems), "added_items": ids($0.addedItems),
          ]
        }),
      "neighbours": .array(
        diff.movements.map {
          [
            "kind": .string($0.kind.rawValue), "band": .string($0.band.rawValue), "items": .integer($0.items),
            "kept": .number($0.kept), "by_chance": .optional($0.chance?.kept),
            "beyond_chance": .boolean($0.isBeyondChance), "moved_items": ids($0.movedItems),
          ]
        }),
      "hubs": .array(
        diff.hubs.map {
          [
            "id": .string($0.item.id.description), "before": .integer($0.before), "after": .integer($0.after),
            "of": .integer($0.items),
          ]
        }),
      "risers": .array(diff.risers.map(json)), "fallers": .array(diff.fallers.map(json)),
      "scores": .array(
        diff.scores.map {
          [
            "relation": .string($0.relation.rawValue), "percentile": .number($0.percentile),
            "before": .float($0.before),
            "after": .float($0.after), "by_chance": $0.byChance.map(JSON.float) ?? .null,
          ]
        }),
      "playlists": diff.playlists.map {
        [
          "copied_before": .integer($0.ringBefore), "copied_after": .integer($0.ringAfter),
          "incoherent_share": .number($0.incoherentShare),
        ]
      } ?? .null,
      "evaluation": diff.evaluation.map {
        [
          "ndcg_at_10_before": .number($0.before), "ndcg_at_10_after": .number($0.after),
          "difference": .number($0.difference.mean), "low": .number($0.interval.lowerBound),
          "high": .number($0.interval.upperBound), "by_chance": .optional($0.byChance),
          "playlists": .integer($0.playlists),
        ]
      } ?? .null,
      "gate": verdict.map {
        [
          "passed": .boolean($0.isPassed),
          "checks": .array(
            $0.checks.map {
              [
                "measure": .string($0.measure.rawValue), "at_most": .number($0.bound), "value": .optional($0.value),
                "passed": .boolean($0.isPassed),
              ]
            }),
        ]
      } ?? .null,
    ]
  }

  private static func json(_ change: PopularityChange) -> JSON {
    [
      "id": .string(change.item.id.description), "per_thousand_before": .number(change.before),
      "per_thousand_after": .number(change.after),
    ]
  }

  private static func ids(_ items: [NamedItem]) -> JSON { .array(items.map { .string($0.id.description) }) }
}

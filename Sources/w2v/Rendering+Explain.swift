import Embeddings
import Similarity

extension Rendering {
  /// Writes why two items are similar.
  static func show(_ explanation: Explanation, asJSON isJSON: Bool) {
    let (first, second) = (explanation.items[0].id.description, explanation.items[1].id.description)
    if isJSON {
      return print([
        "first": .string(first), "second": .string(second), "model": .string(explanation.model),
        "alike": explanation.nearness[.alike].map(json) ?? .null,
        "together": explanation.nearness[.together].map(json) ?? .null,
        "because": explanation.evidence.map(json) ?? .null,
        "sampled_playlists": .integer(explanation.sampledPlaylists), "playlists": .integer(explanation.playlists),
      ])
    }
    var lines = KeyedLines()
    for relation in Relation.allCases {
      lines.append(
        relation.rawValue,
        explanation.nearness[relation].map {
          "\(Figures.decimal(Double($0.score), 4)), more than \(Figures.percent($0.percentile)) of random pairs"
        } ?? "no direction to compare")
    }
    if let evidence = explanation.evidence {
      lines.append("because", sentence(evidence, beside: first, and: second))
      lines.append(
        "counted",
        "in \(Figures.count(explanation.sampledPlaylists)) of \(Figures.count(explanation.playlists, of: "playlist"))")
    } else {
      lines.append("because", "the model has no sample of playlists to count in")
    }
    print(lines.lines)
  }

  /// Evidence in words: `in 412 playlists with track:t12, 38 times what chance would do`.
  static func sentence(_ evidence: Evidence, beside first: String, and second: String) -> String {
    switch evidence {
    case .playlists(let shared): return "in \(text(shared, with: first))"
    case .bridge(let bridge):
      let name = title(bridge.name, by: bridge.by)
      return "\(bridge.track)\(name.isEmpty ? "" : ", \(name),") is in \(text(bridge.first, with: first)), and "
        + "in \(text(bridge.second, with: second))"
    case .tracks(let tracks, let all):
      return "\(Figures.count(tracks)) of \(Figures.count(all, of: "track")) of the playlist go with the other"
    case .nothing: return "nothing that \(Evidence.fewestPlaylists) playlists or more would say"
    }
  }

  /// Evidence as JSON.
  static func json(_ evidence: Evidence) -> JSON {
    switch evidence {
    case .playlists(let shared):
      ["basis": "playlists", "playlists": .integer(shared.playlists), "lift": .number(shared.lift)]
    case .bridge(let bridge):
      [
        "basis": "bridge", "via": .string(bridge.track.description), "name": .optional(bridge.name),
        "by": .optional(bridge.by), "first": json(bridge.first), "second": json(bridge.second),
      ]
    case .tracks(let tracks, let all): ["basis": "tracks", "tracks": .integer(tracks), "of": .integer(all)]
    case .nothing: ["basis": "none"]
    }
  }

  /// Says which items have no vector.
  static func note(without items: [SeedStatus], in model: String, models: String) {
    for item in items where item.status == .denied { note("\(item.id): it has been taken down") }
    for item in items {
      if let standIn = item.standIn { note("\(item.id): model \(model) does not know it; asked as \(standIn)") }
    }
    let unknown = items.filter { $0.status == .unknown }
    for item in unknown { note("\(item.id): model \(model) does not know it") }
    if !unknown.isEmpty { note("look ids up by name: w2v similar --find TEXT --models \(models)") }
  }

  private static func text(_ shared: Evidence.Shared, with other: String) -> String {
    let lift = Figures.decimal(shared.lift, shared.lift < 10 ? 1 : 0)
    return "\(Figures.count(shared.playlists, of: "playlist")) with \(other), \(lift) times what chance would do"
  }

  private static func json(_ shared: Evidence.Shared) -> JSON {
    ["playlists": .integer(shared.playlists), "lift": .number(shared.lift)]
  }

  private static func json(_ nearness: Explanation.Nearness) -> JSON {
    ["score": .float(nearness.score), "percentile": .number(nearness.percentile)]
  }
}

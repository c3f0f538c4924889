import Embeddings
import NIOCore
import Similarity

// The bodies of the answers. Fields may be added in version 1 of the contract, never renamed, removed or retyped.

extension ShelfAnswer {
  /// The body of an answer to `POST /v1/similar`.
  func json(tookMilliseconds: Double) -> ByteBuffer {
    JSONWriter.object(capacity: 512 + 192 * cards.count + 64 * seeds.count) { json in
      writeShelf(to: &json)
      json.field("answer") {
        $0.field("id", stamp.id)
        stamp.write(to: &$0)
        $0.field("relation", stamp.relation.rawValue)
        $0.field("level", stamp.level.rawValue)
        $0.field("level_reason", stamp.reason)
        $0.field("took_ms", tookMilliseconds)
      }
    }
  }

  /// The fields of one shelf.
  func writeShelf(to json: inout JSONWriter) {
    json.field("items", array: cards) { json, card in
      json.object {
        $0.field("id", card.id.description)
        $0.field("name", card.name)
        $0.field("by", card.by)
        $0.field("score", card.score)
        $0.field("percentile", card.percentile)
        $0.field("seed", card.seed?.description)
        if let variant = card.variant { $0.field("variant", variant) }
        $0.field("because", card.because) { json, evidence in evidence.write(to: &json) }
      }
    }
    json.field("returned", cards.count)
    json.field("shortfall", shortfall?.rawValue)
    json.field("seeds", array: seeds) { json, seed in
      json.object {
        $0.field("id", seed.id.description)
        $0.field("status", seed.status.rawValue)
        if let standIn = seed.standIn { $0.field("stand_in", standIn.description) }
      }
    }
    json.field("unknown_seeds", array: unknownSeeds) { $0.value($1.description) }
  }

  /// The seeds that the model does not know, in the order asked.
  var unknownSeeds: [ItemID] { seeds.filter { $0.status == .unknown }.map(\.id) }
}

extension AnswerStamp {
  /// Which model answered.
  fileprivate func write(to json: inout JSONWriter) {
    json.field("model", model)
    json.field("label", label)
    json.field("variant", variant)
    json.field("space", space)
    json.field("corpus_until", corpusUntil)
    json.field("age_s", age.map { Int($0) })
  }
}

extension HomeAnswer {
  /// The body of an answer to `POST /v1/home`.
  public func json(tookMilliseconds: Double) -> ByteBuffer {
    JSONWriter.object(capacity: 512 + 2048 * shelves.count) { json in
      json.field("shelves", array: shelves) { json, shelf in
        json.object {
          $0.field("name", shelf.name)
          shelf.answer.writeShelf(to: &$0)
          $0.field("id", shelf.answer.stamp.id)
          $0.field("relation", shelf.answer.stamp.relation.rawValue)
          $0.field("level", shelf.answer.stamp.level.rawValue)
          $0.field("level_reason", shelf.answer.stamp.reason)
        }
      }
      json.field("answer") {
        shelves.first?.answer.stamp.write(to: &$0)
        $0.field("took_ms", tookMilliseconds)
      }
    }
  }
}

extension ItemDetails {
  /// The body of `GET /v1/items/{id}`.
  func json(model: String) -> ByteBuffer {
    JSONWriter.object { json in
      json.field("id", id.description)
      json.field("kind", id.kind.rawValue)
      json.field("name", name)
      json.field("by", by)
      json.field("support", support)
      json.field("album", album?.description)
      json.field("artists", array: artists) { $0.value($1.description) }
      json.field("recording", recording)
      json.field("seconds", seconds)
      json.field("model", model)
    }
  }
}

extension ModelList {
  /// The body of `GET /v1/models`.
  var json: ByteBuffer {
    JSONWriter.object(capacity: 128 + 512 * entries.count) { json in
      json.field("current", current)
      json.field("serving", serving)
      json.field("refused", refusal) { json, refusal in
        json.field("version", refusal.version)
        json.field("reason", refusal.reason)
        json.field("attempts", refusal.attempts)
      }
      json.field("versions", array: entries) { json, entry in
        json.object {
          $0.field("version", entry.version)
          $0.field("labels", array: entry.labels) { $0.value($1) }
          $0.field("readable", entry.manifest != nil)
          if let manifest = entry.manifest { manifest.write(to: &$0) }
        }
      }
    }
  }
}

extension Manifest {
  /// The part of a manifest that tells somebody who has no access to the folder which model this is.
  fileprivate func write(to json: inout JSONWriter) {
    json.field("created", created)
    json.field("tool", tool)
    json.field("parent", parent)
    json.field("space", space)
    json.field("items") { json in
      for kind in ItemKind.allCases { json.field(kind.plural, items[kind.plural] ?? 0) }
    }
    json.field("corpus", corpus) { json, corpus in
      json.field("digest", corpus.digest)
      json.field("playlists", corpus.playlists)
      json.field("occurrences", corpus.occurrences)
      json.field("first_date", corpus.firstDate)
      json.field("last_date", corpus.lastDate)
    }
  }
}

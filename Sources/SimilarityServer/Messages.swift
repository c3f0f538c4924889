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
        stamp.writeAll(to: &$0)
        $0.field("took_ms", tookMilliseconds)
      }
    }
  }

  /// The fields of one shelf.
  func writeShelf(to json: inout JSONWriter) {
    json.field("items", array: cards) { json, card in card.write(to: &json) }
    json.field("returned", cards.count)
    json.field("eligible", eligible)
    json.field("shortfall", shortfall?.rawValue)
    json.field("seeds", array: seeds) { json, seed in seed.write(to: &json) }
    json.field("unknown_seeds", array: unknownSeeds) { $0.value($1.description) }
  }

  /// The seeds that the model does not know, in the order asked.
  var unknownSeeds: [ItemID] { seeds.filter { $0.status == .unknown }.map(\.id) }
}

extension Card {
  /// One item of an answer.
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("id", id.description)
      $0.field("name", name)
      $0.field("by", by)
      $0.field("score", score)
      $0.field("percentile", percentile)
      $0.field("seed", seed?.description)
      if let variant { $0.field("variant", variant) }
      $0.field("because", because) { json, evidence in evidence.write(to: &json) }
    }
  }
}

extension SeedStatus {
  /// What became of one seed.
  func write(to json: inout JSONWriter) {
    json.object {
      $0.field("id", id.description)
      $0.field("status", status.rawValue)
      if let standIn { $0.field("stand_in", standIn.description) }
    }
  }
}

extension AnswerStamp {
  /// Which model answered, what, and how much of it.
  func writeAll(to json: inout JSONWriter) {
    json.field("id", id)
    write(to: &json)
    json.field("relation", relation.rawValue)
    json.field("level", level.rawValue)
    json.field("level_reason", reason)
  }

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

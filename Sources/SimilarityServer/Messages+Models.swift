import Embeddings
import NIOCore
import Similarity

// What is told of models.

extension ModelList {
  /// The body of `GET /v1/models`.
  var json: ByteBuffer {
    JSONWriter.object(capacity: 128 + 512 * entries.count) { json in
      json.field("current", current)
      json.field("serving", serving)
      json.field("refused", refusal) { json, refusal in refusal.write(to: &json) }
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

extension ModelWatcher.Refusal {
  /// The version that cannot be served, and why.
  func write(to json: inout JSONWriter) {
    json.field("version", version)
    json.field("stage", stage.rawValue)
    json.field("reason", reason)
    json.field("attempts", attempts)
  }
}

extension ModelList.Entry {
  /// The body of `GET /v1/models/{version}`.
  func details(verdict: GateVerdict?, isServing: Bool) throws -> ByteBuffer {
    JSONWriter.object(capacity: 2048) { json in
      json.field("version", version)
      json.field("labels", array: labels) { $0.value($1) }
      json.field("serving", isServing)
      json.field("readable", manifest != nil)
      guard let manifest else { return }
      manifest.write(to: &json)
      json.field("derivation", manifest.derivation) { json, derivation in
        json.field("method", derivation.method.rawValue)
        json.field("new_tracks", derivation.newTracks)
      }
      json.field("alignment", manifest.alignment) { json, alignment in
        json.field("to", alignment.to)
        json.field("cosine", alignment.cosine)
        json.field("keeps_space", alignment.keepsSpace)
      }
      json.field("gate", verdict) { json, verdict in
        json.field("against", verdict.against)
        json.field("decided", verdict.decided)
        json.field("passed", verdict.isPassed)
        json.field("override", verdict.override?.reason)
        json.field("checks", array: verdict.checks) { json, check in
          json.object {
            $0.field("measure", check.measure.rawValue)
            $0.field("at_most", check.bound)
            $0.field("value", check.value ?? .nan)
            $0.field("passed", check.isPassed)
          }
        }
      }
      json.field("bytes", manifest.files.reduce(0) { $0 + $1.bytes })
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

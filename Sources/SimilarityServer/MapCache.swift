import NIOCore
import Similarity
import Synchronization

/// The picture of a model's tracks, made when it is first asked for and kept as long as the model answers.
///
/// Who asks while it is being made waits for the same one. Safe to use from any number of threads.
final class MapCache: Sendable {
  private struct Key: Hashable {
    let version: String
    let limit: Int
  }

  private let made = Mutex<[Key: Task<ByteBuffer, any Error>]>([:])

  /// The body of `GET /v1/map` for a model: made in the lane of work that has time.
  func json(of engine: SimilarityEngine, limit: Int, in lanes: Lanes) async throws -> ByteBuffer {
    let key = Key(version: engine.model.version, limit: limit)
    let task = made.withLock { made in
      if let known = made[key] { return known }
      // A picture of a model that answers no more is in nobody's way but memory's.
      made = made.filter { $0.key.version == key.version }
      let task = Task {
        try await lanes.run(.backfill) { Self.json(of: TrackMap(of: engine.model, limit: limit), engine) }
      }
      made[key] = task
      return task
    }
    do {
      return try await task.value
    } catch {
      made.withLock { $0[key] = nil }
      throw error
    }
  }

  private static func json(of map: TrackMap, _ engine: SimilarityEngine) -> ByteBuffer {
    let list = engine.model[.track].list
    return JSONWriter.object(capacity: 128 * map.points.count + 256) { json in
      json.field("items", array: map.points) { json, point in
        json.object {
          $0.field("id", "track:" + list.ids[point.ordinal])
          $0.field("name", list.names[point.ordinal].isEmpty ? nil : list.names[point.ordinal])
          $0.field("by", list.credits[point.ordinal].isEmpty ? nil : list.credits[point.ordinal])
          $0.field("x", point.x)
          $0.field("y", point.y)
        }
      }
      json.field("returned", map.points.count)
      json.field("answer") { $0.field("model", engine.model.version) }
    }
  }
}

import NIOCore
import Similarity
import Synchronization

/// The picture of a model's tracks, made when it is first asked for and kept until one of another model or size is.
///
/// One is kept and no more: a caller who asks for every size must not fill the memory. Who asks while it is being made waits
/// for the same one. Safe to use from any number of threads.
final class MapCache: Sendable {
  private struct Key: Equatable {
    let version: String
    let limit: Int
    /// What has been taken down: from then on it is on no map.
    let denied: DenyList
  }

  private let made = Mutex<(key: Key, task: Task<ByteBuffer, any Error>)?>(nil)

  /// The body of `GET /v1/map` for a model: made in the lane of work that has time.
  func json(of engine: SimilarityEngine, limit: Int, in lanes: Lanes) async throws -> ByteBuffer {
    let key = Key(version: engine.model.version, limit: limit, denied: engine.denied)
    let task = made.withLock { made in
      if let made, made.key == key { return made.task }
      let task = Task {
        try await lanes.run(.backfill) { Self.json(of: TrackMap(of: engine, limit: limit), engine) }
      }
      made = (key, task)
      return task
    }
    do {
      return try await task.value
    } catch {
      made.withLock { if $0?.key == key { $0 = nil } }
      throw error
    }
  }

  private static func json(of map: TrackMap, _ engine: SimilarityEngine) -> ByteBuffer {
    let list = engine.model[.track].list
    return JSONWriter.object(capacity: 128 * map.points.count + 256) { json in
      json.field("items", array: map.points) { json, point in
        json.object {
          $0.field("id", ItemID(.track, list.ids[point.ordinal]).description)
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

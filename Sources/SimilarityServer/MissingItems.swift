import Similarity
import Synchronization

/// The ids that callers ask for most and the model lacks: what the next training should have, or what a caller writes wrong.
///
/// Space-saving counts (Metwally, Agrawal and El Abbadi, 2005): a bounded number of ids is kept, and an id that comes when all
/// places are taken takes that of the rarest and its count, so that no id's count is too low, and none is too high by more than
/// what the rarest has. Safe to use from any number of threads.
final class MissingItems: Sendable {
  private let places: Int
  private let counts = Mutex<[ItemID: Int]>([:])

  /// Creates a list with so many places.
  init(places: Int = 1_000) { self.places = places }

  /// Counts an id.
  ///
  /// - Complexity: O(1) for a known id, O(places) for one that takes another's place.
  func note(_ id: ItemID) {
    // A hostile id is no more than an id.
    guard id.id.utf8.count <= 200 else { return }
    counts.withLock { counts in
      if let count = counts[id] {
        counts[id] = count + 1
      } else if counts.count < places {
        counts[id] = 1
      } else if let rarest = counts.min(by: { $0.value < $1.value }) {
        counts.removeValue(forKey: rarest.key)
        counts[id] = rarest.value + 1
      }
    }
  }

  /// The most frequent, most frequent first; equal counts by id.
  func top(_ limit: Int) -> [(id: ItemID, count: Int)] {
    counts.withLock { $0 }.map { (id: $0.key, count: $0.value) }
      .sorted { ($0.count, $1.id.description) > ($1.count, $0.id.description) }.prefix(limit).map { $0 }
  }
}

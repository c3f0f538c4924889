import ANNIndex
import Embeddings

extension TrackMap {
  /// Where a track of the map would stand with the neighbours that another model gives it.
  public struct Former: Sendable, Equatable {
    /// Within 0 and 1, as a point's.
    public let x: Float
    public let y: Float
    /// The places in ``TrackMap/points`` of the tracks that the other model finds most like it, nearest first.
    public let nearest: [Int32]
  }

  /// For each point what another model says of its track; nil for a track that the other lacks, or whose neighbours there are
  /// not on the map.
  ///
  /// Two layouts cannot be laid over each other: each is turned and bent its own way. So a track's neighbours in the other
  /// model are looked up on this map, and it is moved by as much as their middle lies off that of its neighbours here. A
  /// track with the same neighbours in both models does not move.
  ///
  /// - Parameters:
  ///   - other: The other model, loaded whole.
  ///   - engine: The engine that the map is of.
  public func former(in other: SimilarityEngine, of engine: SimilarityEngine) -> [Former?] {
    let list = engine.model[.track].list
    let places = Dictionary(uniqueKeysWithValues: zip(points.map(\.ordinal), Int32(0)...))
    let (otherList, index) = (other.model[.track].list, other.model[.track].index(.alike))
    /// The place of a recording of the other model.
    func place(ofOther ordinal: Int) -> Int32? {
      engine.ordinal(of: ItemID(.track, otherList.ids[ordinal])).flatMap { places[Int(list.groups[$0])] }
    }
    return points.indices.map { point in
      let id = ItemID(.track, list.ids[points[point].ordinal])
      guard let ordinal = other.ordinal(of: id), let vector = other.model.seedVector(.track, ordinal, for: .alike)
      else { return nil }
      var found: [Int32] = []
      for neighbor in index.search(vector, SearchRequest(k: 3 * Self.neighbours)).neighbors {
        guard found.count < Self.neighbours, let place = place(ofOther: neighbor.ordinal), place != Int32(point),
          !found.contains(place)
        else { continue }
        found.append(place)
      }
      guard !found.isEmpty else { return nil }
      let here = Array(nearest[point].prefix(found.count))
      let (was, now) = (middle(of: found), middle(of: here.isEmpty ? found : here))
      return Former(
        x: min(1, max(0, points[point].x + was.x - now.x)), y: min(1, max(0, points[point].y + was.y - now.y)),
        nearest: found)
    }
  }

  private func middle(of places: [Int32]) -> (x: Float, y: Float) {
    let sum = places.reduce((x: Float(0), y: Float(0))) { ($0.x + points[Int($1)].x, $0.y + points[Int($1)].y) }
    return (sum.x / Float(places.count), sum.y / Float(places.count))
  }
}

import Files
import Foundation
import Similarity

/// A map of tracks as one page that needs nothing else: no network, no other file.
struct MapPage {
  let map: TrackMap
  let engine: SimilarityEngine
  /// Another model to compare with, loaded whole.
  var other: SimilarityEngine?

  /// How many neighbours are shown of a track.
  private static let neighbours = 10

  /// Writes the page.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  /// - Returns: the bytes that were written.
  func write(to path: String) throws -> Int {
    // The page is a text around the place where its data goes.
    let page = String(decoding: PackageResources.map_html, as: UTF8.self).split(
      separator: "/*DATA*/", maxSplits: 1, omittingEmptySubsequences: false)
    // What ends a script ends it in a text too.
    let data = json.text.replacing("<", with: "\\u003c")
    let bytes = Array((page[0] + data + page[1]).utf8)
    var file = try DurableFile(path: path, disk: .system)
    try file.write(bytes)
    try file.commit()
    return bytes.count
  }

  private var json: JSON {
    let list = engine.model[.track].list
    let points = map.points.flatMap { [Self.coordinate($0.x), Self.coordinate($0.y)] }
    let former = other.map { map.former(in: $0, of: engine) }
    return [
      "title": .string("\(Figures.count(map.points.count)) tracks of \(engine.model.version)"),
      "k": .integer(Self.neighbours),
      "points": .string(Self.base64(points)),
      "nearest": .string(Self.base64(Self.filled(map.nearest))),
      "other": .optional(other?.model.version),
      "formerPoints": .optional(
        former.map { Self.base64($0.flatMap { [Self.coordinate($0?.x), Self.coordinate($0?.y)] }) }),
      "formerNearest": .optional(former.map { Self.base64(Self.filled($0.map { $0?.nearest ?? [] })) }),
      "ids": .array(map.points.map { .string(ItemID(.track, list.ids[$0.ordinal]).description) }),
      "names": .array(map.points.map { .string(list.names[$0.ordinal]) }),
      "by": .array(map.points.map { .string(list.credits[$0.ordinal]) }),
    ]
  }

  /// As many places for each, -1 where there are fewer.
  private static func filled(_ nearest: [[Int32]]) -> [Int32] {
    nearest.flatMap { places in (0..<neighbours).map { $0 < places.count ? places[$0] : -1 } }
  }

  /// A coordinate in 65,536ths, the last of which stands for none.
  private static func coordinate(_ value: Float?) -> UInt16 {
    value.map { UInt16(max(0, min(65_534, $0 * 65_536))) } ?? .max
  }

  /// The bytes of numbers, little-endian as browsers read them.
  private static func base64(_ numbers: [some FixedWidthInteger]) -> String {
    numbers.map(\.littleEndian).withUnsafeBytes { Data($0).base64EncodedString() }
  }
}

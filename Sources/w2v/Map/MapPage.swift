import Files
import Foundation
import Similarity

/// A map of tracks as one page that needs nothing else: no network, no other file.
struct MapPage {
  let map: TrackMap
  let engine: SimilarityEngine

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
    let nearest = map.nearest.flatMap { places in
      (0..<Self.neighbours).map { $0 < places.count ? places[$0] : -1 }
    }
    return [
      "title": .string("\(Figures.count(map.points.count)) tracks of \(engine.model.version)"),
      "k": .integer(Self.neighbours),
      "points": .string(Self.base64(points)),
      "nearest": .string(Self.base64(nearest)),
      "ids": .array(map.points.map { .string(ItemID(.track, list.ids[$0.ordinal]).description) }),
      "names": .array(map.points.map { .string(list.names[$0.ordinal]) }),
      "by": .array(map.points.map { .string(list.credits[$0.ordinal]) }),
    ]
  }

  /// A coordinate in 65,536ths.
  private static func coordinate(_ value: Float) -> UInt16 { UInt16(max(0, min(65_535, value * 65_536))) }

  /// The bytes of numbers, little-endian as browsers read them.
  private static func base64(_ numbers: [some FixedWidthInteger]) -> String {
    numbers.map(\.littleEndian).withUnsafeBytes { Data($0).base64EncodedString() }
  }
}

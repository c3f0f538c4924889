import Files
import Foundation

/// A line that `bench recall --json` or `eval --json` wrote, as far as it can be drawn.
struct MeasuredLine: Decodable {
  /// One point of a recall curve.
  struct Search: Decodable {
    let engine: String
    let k: Int
    /// Nil for the exact search, which has none.
    let ef: Int?
    let recall: Double
    let qps: Double
  }

  /// What one method did at one task.
  struct Continuation: Decodable {
    struct Band: Decodable {
      let band: String
      let hidden: Int
      let hitAt100: Double

      enum CodingKeys: String, CodingKey {
        case band, hidden
        case hitAt100 = "hit_at_100"
      }
    }

    let method: String
    let relation: String?
    let task: String
    let ndcgAt10: Double
    let low: Double?
    let high: Double?
    let bands: [Band]
    let model: String?

    enum CodingKeys: String, CodingKey {
      case method, relation, task, bands, model
      case ndcgAt10 = "ndcg_at_10"
      case low = "ndcg_at_10_low"
      case high = "ndcg_at_10_high"
    }
  }

  let search: Search?
  let continuation: Continuation?

  init(from decoder: any Decoder) throws {
    search = try? Search(from: decoder)
    continuation = try? Continuation(from: decoder)
  }

  /// Reads a file of such lines; `-` is standard input. Lines that hold other things are passed over.
  ///
  /// - Throws: `DataError` when the file cannot be read, a line is no JSON, or none can be drawn.
  static func read(path: String) throws -> [MeasuredLine] {
    let text = String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
    var lines: [MeasuredLine] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
    where line.contains(where: { !$0.isWhitespace }) {
      do {
        lines.append(try JSONDecoder().decode(MeasuredLine.self, from: Data(line.utf8)))
      } catch {
        throw DataError(
          .badData, at: "\(path):\(number + 1)", "no JSON",
          remedy: "give it what 'w2v bench recall --json' or 'w2v eval --json' wrote")
      }
    }
    lines.removeAll { $0.search?.ef == nil && $0.continuation == nil }
    guard !lines.isEmpty else {
      throw DataError(
        .badData, at: path, "nothing in it can be drawn",
        remedy: "give it what 'w2v bench recall --json' or 'w2v eval --json' wrote")
    }
    return lines
  }
}

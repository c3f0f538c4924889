import Embeddings

/// A typed id: what kind of item it is, and its id among the items of that kind. Written `track:ID`.
public struct ItemID: Sendable, Hashable, CustomStringConvertible {
  /// The kind of item.
  public let kind: ItemKind
  /// The item's id as the corpus or the catalog has it; it may itself hold colons.
  public let id: String

  /// Creates an id from its parts.
  public init(_ kind: ItemKind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  /// Reads `kind:id`, or gives nil when the kind is none of ours or the id is empty.
  public init?(_ text: String) {
    // By scalars: an id may begin with a mark that would make one character with the colon.
    let scalars = text.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":"), let kind = ItemKind(rawValue: String(scalars[..<colon])) else {
      return nil
    }
    let id = String(scalars[scalars.index(after: colon)...])
    guard !id.isEmpty else { return nil }
    self.init(kind, id)
  }

  /// `kind:id`.
  public var description: String { "\(kind.rawValue):\(id)" }
}

extension ItemID: Codable {
  /// Reads `kind:id` from a string.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = ItemID(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.fault(in: text))
    }
    self = id
  }

  /// Writes `kind:id` as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// What to tell somebody who wrote `text` where an id belongs.
  public static func fault(in text: String) -> String {
    "'\(text)' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"
  }
}

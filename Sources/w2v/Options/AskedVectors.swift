import ArgumentParser
import Embeddings
import Files
import Foundation
import Similarity

/// Vectors that a command asks, and what their rows are called.
struct AskedVectors: Sendable {
  let words: WordVectors
  /// The kind of a model's items; nil for a file, whose ids are written as they are.
  let kind: ItemKind?
  private let list: ItemList?
  private let place: VectorSourceOptions.Place

  /// Reads the vectors that some ids are of; in a conversation once.
  ///
  /// - Throws: `DataError`; `ValidationError` when a model is asked and the ids are not of one kind.
  init(_ source: VectorSourceOptions, for ids: [String]) throws {
    let kind = try source.kind(of: ids)
    let asked = [kind?.rawValue, source.vectors, source.ids, source.models, source.model].map { $0 ?? "" }
    self = try KeptForConversation.value("vectors of \(asked.joined(separator: ", "))") {
      try AskedVectors(source, of: kind)
    }
  }

  private init(_ source: VectorSourceOptions, of kind: ItemKind?) throws {
    self.kind = kind
    let (table, place, list) = try source.read(kind ?? .track)
    words = WordVectors(table)
    (self.place, self.list) = (place, list)
  }

  /// The row of an id, or nil when there is none.
  func row(of id: String) -> Int? {
    guard let kind else { return words.row(of: id) }
    return ItemID(id).flatMap { $0.kind == kind ? words.row(of: $0.id) : nil }
  }

  /// The row of an id that is needed.
  ///
  /// - Throws: the status "no", after a word on standard error.
  func neededRow(of id: String) throws -> Int {
    guard let row = row(of: id) else {
      Rendering.note("\(id): \(place.description) does not know it")
      throw ExitCode(.no)
    }
    return row
  }

  /// How a row is written.
  func id(of row: Int) -> String { kind.map { ItemID($0, words.ids[row]).description } ?? words.ids[row] }

  /// The name of a row, where one is known.
  func name(of row: Int) -> String? { Self.known(list?.names, row) }

  /// Who a row is by, where that is known.
  func credit(of row: Int) -> String? { Self.known(list?.credits, row) }

  private static func known(_ texts: StringTable?, _ row: Int) -> String? {
    texts.flatMap { $0[row].isEmpty ? nil : $0[row] }
  }
}

extension VectorSourceOptions {
  /// The kind that ids of a model are of; nil for a file.
  ///
  /// - Throws: `ValidationError` when they are no ids of a model, or of several kinds.
  func kind(of ids: [String]) throws -> ItemKind? {
    guard models != nil else { return nil }
    let kinds = Set(try ids.map { try ItemID.argument($0).kind })
    guard kinds.count == 1, let kind = kinds.first else { throw ValidationError("The ids must be of one kind.") }
    return kind
  }
}

/// Which rows may be answers.
struct CandidateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only what this file lists, an id a line; '-' is standard input.", valueName: "file"))
  var among: String?

  @Option(help: ArgumentHelp("An id that must not be in the answer; may be repeated.", valueName: "id"))
  var exclude: [String] = []

  /// The rows that may be answers; nil means all. Ids that are not known are told.
  ///
  /// - Throws: `DataError` when the file cannot be read.
  func rows(of vectors: AskedVectors) throws -> Set<Int>? {
    guard among != nil || !exclude.isEmpty else { return nil }
    let excluded = Set(exclude.compactMap { Self.row(of: $0, in: vectors) })
    guard let among else { return Set(0..<vectors.words.count).subtracting(excluded) }
    return Set(try Self.ids(in: among).compactMap { Self.row(of: $0.id, in: vectors) }).subtracting(excluded)
  }

  private static func row(of id: String, in vectors: AskedVectors) -> Int? {
    let row = vectors.row(of: id)
    if row == nil { Rendering.note("\(id) is not known, and passed over") }
    return row
  }

  /// The ids of a file, a line each, with its number from 1; `-` is standard input. Empty lines count for nothing.
  ///
  /// - Throws: `DataError` when the file cannot be read.
  static func ids(in path: String) throws -> [(line: Int, id: String)] {
    String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .map { (line: $0 + 1, id: $1.trimmingCharacters(in: .whitespaces)) }.filter { !$0.id.isEmpty }
  }
}

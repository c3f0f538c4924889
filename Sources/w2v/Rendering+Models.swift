import Embeddings
import Files
import Foundation
import Similarity

extension Rendering {
  /// Writes the versions of a folder, one a line.
  static func show(_ models: [PublishedModel], asJSON isJSON: Bool) {
    if isJSON {
      for model in models {
        let manifest = model.manifest
        print([
          "version": .string(manifest.version),
          "current": .boolean(model.isCurrent),
          "labels": .array(model.labels.map(JSON.string)),
          "created": .string(manifest.created),
          "parent": .optional(manifest.parent),
          "space": .string(manifest.space),
          "items": items(of: manifest),
          "bytes": .integer(model.byteCount),
        ])
      }
    } else if !models.isEmpty {
      var table = TextTable(
        ("version", .left), ("created", .left), ("tracks", .right), ("albums", .right), ("artists", .right),
        ("playlists", .right), ("size", .right), ("labels", .left))
      for model in models {
        let counts = ItemKind.allCases.map { Figures.count(model.manifest.items[$0.plural] ?? 0) }
        table.append(
          model.manifest.version, model.manifest.created, counts[0], counts[1], counts[2], counts[3],
          Figures.bytes(model.byteCount), ((model.isCurrent ? ["current"] : []) + model.labels).joined(separator: ", "))
      }
      print(table.lines)
    }
  }

  /// Writes all that is known of a version.
  static func showDetails(of model: PublishedModel, asJSON isJSON: Bool) throws {
    let manifest = model.manifest
    guard !isJSON else {
      print([
        "version": .string(manifest.version),
        "current": .boolean(model.isCurrent),
        "labels": .array(model.labels.map(JSON.string)),
        "folder": .string(model.folder),
        "manifest": try .encoding(manifest),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append("version", manifest.version + names(of: model))
    lines.append(
      "folder", "\(model.folder), \(Figures.count(manifest.files.count, of: "file")), \(Figures.bytes(model.byteCount))"
    )
    lines.append("created", "\(manifest.created) by w2v \(manifest.tool)")
    lines.append("parent", manifest.parent ?? "none")
    if let text = derivationText(of: manifest) { lines.append("derived", text) }
    if let text = alignmentText(of: manifest) { lines.append("aligned", text) }
    lines.append("space", manifest.space)
    lines.append("items", itemText(of: manifest))
    if let corpus = manifest.corpus {
      lines.append(
        "corpus",
        "\(Figures.count(corpus.playlists, of: "playlist")), \(Figures.count(corpus.occurrences, of: "occurrence"))"
          + (corpus.firstDate.flatMap { first in corpus.lastDate.map { ", \(first) to \($0)" } } ?? ""))
      lines.append("corpus digest", corpus.digest)
    }
    if let training = manifest.training {
      lines.append(
        "training",
        "dimension \(training.dimension), window \(training.window.defaultValueDescription), "
          + "negatives \(training.negatives), epochs \(training.epochs), learning rate \(training.learningRate) "
          + "(\(training.optimizer.rawValue)), minimum count \(training.minimumCount), seed \(training.seed)")
    } else {
      lines.append("training", "none; the vectors were imported")
    }
    if let summary = manifest.summary {
      lines.append(
        "",
        "\(Figures.duration(summary.seconds)) on \(Figures.count(summary.threads, of: "thread")) "
          + "with OpenBLAS core \(summary.blasCore), "
          + "\(Figures.rate(summary.occurrencesPerSecond)) occurrences, "
          + "loss \(summary.losses.first.map { Figures.decimal($0, 4) } ?? "?") to "
          + "\(summary.losses.last.map { Figures.decimal($0, 4) } ?? "?")")
      for (title, text) in curves(of: summary) { lines.append(title, text) }
    }
    lines.append(
      "index",
      "HNSW, M \(manifest.index.maximumLinks), efConstruction \(manifest.index.constructionBeamWidth), "
        + "ef \(manifest.index.defaultSearchBeamWidth)")
    print(lines.lines)
  }

  /// Writes whether the files of a version are as they were published.
  static func show(_ outcome: Result<Manifest, DataError>, of version: String, asJSON isJSON: Bool) {
    switch outcome {
    case .success(let manifest):
      let bytes = manifest.files.reduce(0) { $0 + $1.bytes }
      if isJSON {
        print([
          "version": .string(version), "ok": true, "files": .integer(manifest.files.count), "bytes": .integer(bytes),
        ])
      } else {
        print(
          "\(version): \(Figures.count(manifest.files.count, of: "file")), \(Figures.bytes(bytes)), all as published")
      }
    case .failure(let error):
      if isJSON { print(["version": .string(version), "ok": false, "fault": .string(error.description)]) }
      fault(error)
    }
  }

  /// Writes which version is served now, and which was.
  static func show(_ promotion: ModelStore.Promotion, asJSON isJSON: Bool) {
    if isJSON {
      print(["current": .string(promotion.version), "previous": .optional(promotion.previous)])
    } else {
      print("current   \(promotion.version)")
      if let previous = promotion.previous { print("previous  \(previous)") }
    }
  }

  /// Writes which versions were removed, or would be.
  static func show(removed versions: [String], isDry: Bool, asJSON isJSON: Bool) {
    if isJSON {
      print(["removed": .array(versions.map(JSON.string)), "dry_run": .boolean(isDry)])
    } else {
      print(versions.map { "\(isDry ? "would remove" : "removed")  \($0)" })
      if versions.isEmpty { note("nothing to remove") }
    }
  }

  /// How many items of each kind a model has, in the order of the kinds.
  static func items(of manifest: Manifest) -> JSON {
    .object(ItemKind.allCases.map { JSON.Field(key: $0.plural, value: .integer(manifest.items[$0.plural] ?? 0)) })
  }

  /// `2,000 tracks, 310 albums, 120 artists, 4,000 playlists`.
  static func itemText(of manifest: Manifest) -> String {
    ItemKind.allCases.map { Figures.count(manifest.items[$0.plural] ?? 0, of: $0.rawValue) }.joined(separator: ", ")
  }

  /// ` (current, demo)`, or nothing.
  static func names(of model: PublishedModel) -> String {
    let names = (model.isCurrent ? ["current"] : []) + model.labels
    return names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
  }
}

extension JSON {
  /// A value of the libraries as JSON, its keys in snake case and sorted.
  ///
  /// - Throws: `EncodingError`.
  static func encoding(_ value: some Encodable) throws -> JSON {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return .encoded(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

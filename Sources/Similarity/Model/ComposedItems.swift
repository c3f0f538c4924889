import Embeddings

/// The items of one kind with their vectors, before they are indexed.
struct ComposedItems: Sendable {
  /// What they are called.
  let list: ItemList
  /// One row of each table for each item.
  let vectors: TrackVectors

  /// The vectors of one role by id.
  func table(_ role: EmbeddingRole) -> EmbeddingTable {
    EmbeddingTable(ids: list.ids, matrix: role == .input ? vectors.input : vectors.context)
  }

  /// The same items, those that `older` has too with its vectors.
  func keepingVectors(of older: ItemCollection) -> ComposedItems {
    let known = (0..<list.count).map { row in
      list.ids.strings.withBytes(at: row) { older.list.ids.ordinal(ofUTF8: $0) }
    }
    return ComposedItems(
      list: list,
      vectors: mapping { role, fresh in
        let kept = older.matrix(role)
        return known.indices.flatMap { row in known[row].map { kept.row($0) } ?? fresh.row(row) }
      })
  }

  /// The items of a collection followed by these, which it lacks; for playlists.
  func appended(to older: ItemCollection) -> ComposedItems {
    func joined(_ left: StringTable, _ right: StringTable) -> StringTable {
      var table = left
      for index in 0..<right.count { table.append(utf8: right.bytes(at: index)) }
      return table
    }
    let ids = IdentifierTable(joined(older.list.ids.strings, list.ids.strings))
    return ComposedItems(
      list: ItemList(
        ids: ids, names: joined(older.list.names, list.names), credits: joined(older.list.credits, list.credits),
        supports: older.list.supports + list.supports, groups: RecordingMap.playlists(ids)),
      vectors: mapping { role, fresh in older.matrix(role).values + fresh.values })
  }

  /// The items that a collection lacks, in their order; each is a group of its own.
  func without(_ older: ItemCollection) -> ComposedItems {
    let rows = (0..<list.count).filter { row in
      list.ids.strings.withBytes(at: row) { older.list.ids.ordinal(ofUTF8: $0) } == nil
    }
    func selected(_ table: StringTable) -> StringTable {
      var selected = StringTable()
      for row in rows { selected.append(utf8: table.bytes(at: row)) }
      return selected
    }
    return ComposedItems(
      list: ItemList(
        ids: IdentifierTable(selected(list.ids.strings)), names: selected(list.names), credits: selected(list.credits),
        supports: rows.map { list.supports[$0] }, groups: rows.indices.map { Int32($0) }),
      vectors: mapping { _, fresh in rows.flatMap { fresh.row($0) } })
  }

  /// Both tables with other values, as many rows as these make.
  private func mapping(_ values: (EmbeddingRole, EmbeddingMatrix) -> [Float]) -> TrackVectors {
    func mapped(_ role: EmbeddingRole, _ matrix: EmbeddingMatrix) -> EmbeddingMatrix {
      let values = values(role, matrix)
      return EmbeddingMatrix(count: values.count / matrix.dimension, dimension: matrix.dimension, values: values)
    }
    return TrackVectors(input: mapped(.input, vectors.input), context: mapped(.context, vectors.context))
  }
}

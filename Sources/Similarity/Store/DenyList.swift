import Embeddings
import Files

/// Items that have been taken down: in no answer, whatever the model. The file `denied` in the models folder, an id a line.
public struct DenyList: Sendable, Equatable {
  /// The ids.
  public private(set) var ids: Set<ItemID>

  /// Creates a list.
  public init(_ ids: Set<ItemID> = []) { self.ids = ids }

  /// Whether an item has been taken down.
  public func contains(_ id: ItemID) -> Bool { !ids.isEmpty && ids.contains(id) }

  /// The rows of a kind's items that have been taken down.
  func ordinals(of kind: ItemKind, in model: Model) -> Set<Int> {
    Set(ids.lazy.filter { $0.kind == kind }.compactMap { model[kind].list.ids.ordinal(of: $0.id) })
  }

  /// Reads a file; one that is not there denies nothing.
  ///
  /// - Throws: `DataError` naming the line that is no id: a list that cannot be understood is not taken for an empty one.
  static func read(path: String) throws -> DenyList {
    guard Paths.exists(path) else { return DenyList() }
    let text = String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
    var ids: Set<ItemID> = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty
    {
      guard let id = ItemID(String(line)) else {
        throw DataError(
          .badData, at: "\(path):\(number + 1)", ItemID.fault(in: String(line)), remedy: "correct or remove that line")
      }
      ids.insert(id)
    }
    return DenyList(ids)
  }

  /// The lines of the file, sorted.
  var text: String { ids.map(\.description).sorted().map { $0 + "\n" }.joined() }
}

extension ModelStore {
  /// The file with the ids that have been taken down.
  public var denyListPath: String { Paths.join(folder, "denied") }

  /// The items that have been taken down.
  ///
  /// - Throws: `DataError` when the file cannot be read or understood.
  public func denyList() throws -> DenyList { try DenyList.read(path: denyListPath) }

  /// Takes items down, or lets them be found again, for all models of the folder: those to come too.
  ///
  /// - Returns: the list as it is now.
  /// - Throws: `DataError` when the list cannot be understood or written; it is then as it was.
  @discardableResult public func deny(_ ids: Set<ItemID>, allowing allowed: Set<ItemID> = []) throws -> DenyList {
    try withWriterLock {
      let list = DenyList(try denyList().ids.union(ids).subtracting(allowed))
      try DurableFile.write(Array(list.text.utf8), to: denyListPath, disk: disk)
      return list
    }
  }
}

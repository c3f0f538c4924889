/// Reads ``CorpusFormat/jsonl``: one object a line, with an id and the tracks as ids or as objects that have one.
struct JSONLinesParser: LineParser, ~Copyable {
  private var parser = PlaylistJSON()

  func isBlank(_ line: Bytes) -> Bool { line.trimmed.isEmpty }

  mutating func parse(_ line: Bytes, number: Int, into record: inout PlaylistRecord) throws(RecordFault) {
    try parser.parse(line, into: &record)
  }
}

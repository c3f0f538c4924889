import Similarity

/// Reads the fields of a request's body and collects every fault on the way, so that a caller with three mistakes
/// learns of all three.
///
/// Each method returns something to go on with when the field is missing or wrong; ``finish()`` throws if anything
/// was. A field that is `null` counts as missing.
struct FieldReader {
  private var fields: [String: JSONValue]
  private var names: [String] = []
  private var faults: [Problem.Fault] = []
  private var faultCount = 0

  /// Opens a body.
  ///
  /// - Throws: a ``Problem`` when the bytes are not JSON, or not an object.
  init(body: [UInt8]) throws(Problem) {
    let value: JSONValue
    do {
      value = try JSONParser.parse(body)
    } catch {
      throw Problem(.malformedJSON, body.isEmpty ? "the body is empty; send a JSON object" : error.description)
    }
    guard case .object(let fields) = value else {
      throw Problem(faults: [Problem.Fault(pointer: "", reason: "expected an object, found \(value.noun)")], of: 1)
    }
    self.fields = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
  }

  /// An array of ids, with at least one if `isRequired`.
  mutating func ids(_ name: String, atMost limit: Int, isRequired: Bool = false) -> [ItemID] {
    guard let value = take(name) else {
      if isRequired { fault("/\(name)", "missing; name 1 to \(limit) items") }
      return []
    }
    guard case .array(let elements) = value else {
      fault("/\(name)", "expected an array of ids, found \(value.noun)")
      return []
    }
    if isRequired, elements.isEmpty { fault("/\(name)", "empty; name 1 to \(limit) items") }
    if elements.count > limit { fault("/\(name)", "\(elements.count) items; at most \(limit) are allowed") }
    var ids: [ItemID] = []
    for (index, element) in elements.enumerated() {
      if case .string(let text) = element {
        if let id = ItemID(text) { ids.append(id) } else { fault("/\(name)/\(index)", ItemID.fault(in: clipped(text))) }
      } else {
        fault("/\(name)/\(index)", "expected an id, found \(element.noun)")
      }
    }
    return ids
  }

  /// A whole number in a range.
  mutating func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
    guard let value = take(name) else { return standard }
    guard case .number(let number) = value else {
      fault("/\(name)", "expected a whole number, found \(value.noun)")
      return standard
    }
    guard let integer = Int(exactly: number), range.contains(integer) else {
      fault("/\(name)", "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return standard
    }
    return integer
  }

  /// One of a few words.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String, default standard: Choice
  ) -> Choice {
    guard let value = take(name) else { return standard }
    let words = Choice.allCases.map(\.rawValue)
    guard case .string(let word) = value else {
      fault("/\(name)", "expected one of \(words.joined(separator: ", ")); found \(value.noun)")
      return standard
    }
    if let choice = Choice(rawValue: word) { return choice }
    fault(
      "/\(name)",
      "'\(clipped(word))' is none of \(words.joined(separator: ", "))" + Suggestion.clause(for: word, among: words))
    return standard
  }

  /// `true` or `false`.
  mutating func bool(_ name: String, default standard: Bool) -> Bool {
    guard let value = take(name) else { return standard }
    if case .bool(let bool) = value { return bool }
    fault("/\(name)", "expected true or false, found \(value.noun)")
    return standard
  }

  /// A string, or nil when the field is missing.
  mutating func string(_ name: String) -> String? {
    guard let value = take(name) else { return nil }
    if case .string(let text) = value { return text }
    fault("/\(name)", "expected a string, found \(value.noun)")
    return nil
  }

  /// Ends the reading: what has not been read by now is a field that nobody knows.
  ///
  /// - Throws: a ``Problem`` that lists every fault, if there is one.
  mutating func finish() throws(Problem) {
    let known = names
    for name in fields.keys.sorted() {
      fault("/\(Self.escaped(name))", "unknown field" + Suggestion.clause(for: name, among: known))
    }
    if faultCount > 0 { throw Problem(faults: faults, of: faultCount) }
  }

  private mutating func take(_ name: String) -> JSONValue? {
    names.append(name)
    let value = fields.removeValue(forKey: name)
    return value == .null ? nil : value
  }

  /// Notes a fault; words are found only for those that will be listed, since a hostile body has very many.
  private mutating func fault(_ pointer: @autoclosure () -> String, _ reason: @autoclosure () -> String) {
    faultCount += 1
    guard faults.count < Problem.maximumFaults else { return }
    faults.append(Problem.Fault(pointer: pointer(), reason: reason()))
  }

  /// A name as it stands in a JSON pointer.
  private static func escaped(_ name: String) -> String {
    clipped(name).replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

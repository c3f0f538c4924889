import Similarity

/// Reads the fields of a request's body and collects every fault on the way, so that a caller with three mistakes
/// learns of all three.
///
/// Each method returns something to go on with when the field is missing or wrong; ``finish()`` throws if anything
/// was. A field that is `null` counts as missing.
struct FieldReader {
  private var fields: [String: JSONValue]
  private var names: [String] = []
  /// Where the object stands in the body, as a JSON pointer.
  private let pointer: String
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
    pointer = ""
  }

  /// Opens an object within a body.
  private init(fields: [JSONValue.Field], at pointer: String) {
    self.fields = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    self.pointer = pointer
  }

  /// An array of ids.
  mutating func ids(_ name: String, atMost limit: Int, isRequired: Bool = false) -> [ItemID] {
    elements(name, atMost: limit, isRequired: isRequired, of: "ids").compactMap {
      id($0.value, at: "/\(name)/\($0.index)")
    }
  }

  /// An array of texts.
  mutating func strings(_ name: String, atMost limit: Int) -> [String] {
    elements(name, atMost: limit, isRequired: false, of: "strings").compactMap { index, value in
      if case .string(let text) = value { return text }
      fault("/\(name)/\(index)", "expected a string, found \(value.noun)")
      return nil
    }
  }

  /// An array of seeds, at least one: an id, or an object that says more.
  mutating func seeds(_ name: String, atMost limit: Int, isRequired: Bool = true) -> [Seed] {
    elements(name, atMost: limit, isRequired: isRequired, of: "ids").compactMap { index, value in
      guard case .object(let fields) = value else { return id(value, at: "/\(name)/\(index)").map { Seed($0) } }
      return object(fields, at: "/\(name)/\(index)") { fields in
        let id = fields.id("id")
        let weight = fields.number("weight", in: 0.000_001...1_000_000) ?? 1
        let age = fields.number("age_days", in: 0...36_500) ?? 0
        let signal = fields.choice("signal", default: Seed.Signal.played)
        let isNegative = fields.bool("negative", default: false)
        return id.map { Seed($0, weight: weight, age: age, signal: signal, isNegative: isNegative) }
      }
    }
  }

  /// Whether a field is there.
  func has(_ name: String) -> Bool { fields[name].map { $0 != .null } ?? false }

  /// An object, or nil when the field is missing or `read` finds nothing in it.
  mutating func nested<Result>(_ name: String, _ read: (inout FieldReader) -> Result?) -> Result? {
    guard let value = take(name) else { return nil }
    guard case .object(let fields) = value else {
      fault("/\(name)", "expected an object, found \(value.noun)")
      return nil
    }
    return object(fields, at: "/\(name)", read)
  }

  /// An array of numbers that must be there.
  mutating func numbers(_ name: String) -> [Float] {
    guard let value = take(name) else {
      fault("/\(name)", "missing; give the numbers of the vector")
      return []
    }
    guard case .array(let elements) = value else {
      fault("/\(name)", "expected an array of numbers, found \(value.noun)")
      return []
    }
    return elements.enumerated().map { index, element in
      guard case .number(let number) = element, Float(number).isFinite else {
        fault("/\(name)/\(index)", "expected a number, found \(element.noun)")
        return 0
      }
      return Float(number)
    }
  }

  /// An id that must be there.
  mutating func id(_ name: String) -> ItemID? {
    guard let value = take(name) else {
      fault("/\(name)", "missing; write track:ID, album:ID, artist:ID or playlist:ID")
      return nil
    }
    return id(value, at: "/\(name)")
  }

  private mutating func id(_ value: JSONValue, at pointer: String) -> ItemID? {
    guard case .string(let text) = value else {
      fault(pointer, "expected an id, found \(value.noun)")
      return nil
    }
    guard let id = ItemID(text) else {
      fault(pointer, ItemID.fault(in: clipped(text)))
      return nil
    }
    return id
  }

  /// Reads an object within this one, whose faults are among those of the whole.
  mutating func object<Result>(
    _ fields: [JSONValue.Field], at pointer: String, _ read: (inout FieldReader) -> Result
  ) -> Result {
    var inner = FieldReader(fields: fields, at: self.pointer + pointer)
    let result = read(&inner)
    inner.noteUnknownFields()
    faultCount += inner.faultCount
    faults += inner.faults.prefix(Problem.maximumFaults - faults.count)
    return result
  }

  mutating func elements(
    _ name: String, atMost limit: Int, isRequired: Bool, of noun: String
  ) -> [(index: Int, value: JSONValue)] {
    guard let value = take(name) else {
      if isRequired { fault("/\(name)", "missing; name 1 to \(limit) items") }
      return []
    }
    guard case .array(let elements) = value else {
      fault("/\(name)", "expected an array of \(noun), found \(value.noun)")
      return []
    }
    if isRequired, elements.isEmpty { fault("/\(name)", "empty; name 1 to \(limit) items") }
    if elements.count > limit { fault("/\(name)", "\(elements.count) items; at most \(limit) are allowed") }
    return elements.enumerated().map { ($0.offset, $0.element) }
  }

  /// A whole number in a range, or nil when the field is missing or wrong.
  mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    // A number that no field asks for tells a missing one from a wrong one.
    let missing = range.lowerBound - 1
    let value = integer(name, in: range, default: missing)
    return value == missing ? nil : value
  }

  /// A number in a range, or nil when the field is missing or wrong.
  mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
    guard let value = take(name) else { return nil }
    guard case .number(let number) = value else {
      fault("/\(name)", "expected a number, found \(value.noun)")
      return nil
    }
    guard range.contains(number) else {
      fault("/\(name)", "expected a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
      return nil
    }
    return number
  }

  /// A bound as people write it: `1`, not `1.0`.
  private static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
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

  /// A string of so many characters at most, or nil when the field is missing.
  mutating func string(_ name: String, atMost limit: Int) -> String? {
    guard let text = string(name) else { return nil }
    if text.count > limit { fault("/\(name)", "\(text.count) characters; at most \(limit) are allowed") }
    return text
  }

  /// Ends the reading: what has not been read by now is a field that nobody knows.
  ///
  /// - Throws: a ``Problem`` that lists every fault, if there is one.
  mutating func finish() throws(Problem) {
    noteUnknownFields()
    if faultCount > 0 { throw Problem(faults: faults, of: faultCount) }
  }

  private mutating func noteUnknownFields() {
    let known = names
    for name in fields.keys.sorted() {
      fault("/\(Self.escaped(name))", "unknown field" + Suggestion.clause(for: name, among: known))
    }
  }

  private mutating func take(_ name: String) -> JSONValue? {
    names.append(name)
    let value = fields.removeValue(forKey: name)
    return value == .null ? nil : value
  }

  /// Notes a fault; words are found only for those that will be listed, since a hostile body has very many.
  mutating func fault(_ pointer: @autoclosure () -> String, _ reason: @autoclosure () -> String) {
    faultCount += 1
    guard faults.count < Problem.maximumFaults else { return }
    faults.append(Problem.Fault(pointer: self.pointer + pointer(), reason: reason()))
  }

  /// A name as it stands in a JSON pointer.
  private static func escaped(_ name: String) -> String {
    clipped(name).replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

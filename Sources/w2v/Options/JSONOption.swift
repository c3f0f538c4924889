import ArgumentParser

/// How results are written.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Write JSON, one object a line, instead of text for people.")
  var isJSON = false
}

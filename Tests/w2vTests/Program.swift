import Files
import Foundation
import TestSupport

/// Runs the built program as a user does, and keeps what it says.
struct Program {
  /// What a run left behind.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Every line of standard output as a JSON object.
    func objects() throws -> [[String: Any]] {
      try lines.map { line in
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
          throw DataError(.badData, at: "standard output", "no JSON object: \(line)")
        }
        return object
      }
    }

    /// The keys of a line of standard output, in the order they are written.
    ///
    /// Good for one level: nested objects and strings with a colon in quotes are not what tests look at.
    func keys(ofLine index: Int) -> [String] {
      var depth = 0
      var keys: [String] = []
      var text = Substring(lines[index])
      while let character = text.first {
        if character == "{" || character == "[" { depth += 1 }
        if character == "}" || character == "]" { depth -= 1 }
        if character == "\"", let end = text.dropFirst().firstIndex(of: "\"") {
          let string = text[text.index(after: text.startIndex)..<end]
          text = text[text.index(after: end)...]
          if depth == 1, text.first == ":" { keys.append(String(string)) }
        } else {
          text = text.dropFirst()
        }
      }
      return keys
    }
  }

  /// The program, which lies beside the tests.
  static let path: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundlePath
    let beside = bundle ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    return Paths.join(Paths.folder(of: beside), "w2v")
  }()

  /// Runs the program to its end.
  ///
  /// - Parameter input: what it reads from standard input.
  static func run(_ arguments: [String], input: [UInt8] = []) async throws -> Outcome {
    let folder = try TemporaryFolder()
    try folder.write(input, as: "input")
    try folder.write("", as: "output")
    try folder.write("", as: "errors")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder("input")))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("output")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("errors")))
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    func text(_ name: String) throws -> String {
      String(decoding: try ByteSource.readAll(path: folder(name)), as: UTF8.self)
    }
    return Outcome(status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }

  static func run(_ arguments: String..., input: [UInt8] = []) async throws -> Outcome {
    try await run(arguments, input: input)
  }
}

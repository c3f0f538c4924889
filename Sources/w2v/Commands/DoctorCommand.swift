import ArgumentParser
import Foundation
import Similarity
import SimilarityServer

/// `w2v doctor`: what stands in the way of training and serving here.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at the machine, a models folder and an address, and say what to mend.",
    discussion: """
      Every finding is ok, a warning (it works, but worse than it could) or a fault, and comes with what to do about it. \
      Nothing is changed.

      EXAMPLES
        w2v doctor
        w2v doctor --models models
        w2v doctor --models models --deep --bind 127.0.0.1:8080 --json

      EXIT STATUS
        1 when there is a fault
      """)

  @Option(help: ArgumentHelp("A folder of models to look at.", valueName: "dir"))
  var models: String?

  @Flag(name: .customLong("deep"), help: "Read every byte of every version and compare it with its digest.")
  var isDeep = false

  @Option(help: ArgumentHelp("An address that a service is to listen at.", valueName: "host:port"))
  var bind: ServerAddress?

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard !isDeep || models != nil else { throw ValidationError("--deep goes with --models.") }
  }

  func run() throws {
    let machine = MachineCheck.here
    var findings = machine.findings
    if let models {
      findings += StoreCheck(store: ModelStore(folder: models), isDeep: isDeep, memory: machine.memory, now: Date())
        .findings()
    }
    if let bind { findings.append(PortCheck(address: bind).finding) }
    Rendering.show(findings, asJSON: output.isJSON)
    if findings.contains(where: { $0.verdict == .fault }) { throw ExitCode(.no) }
  }
}

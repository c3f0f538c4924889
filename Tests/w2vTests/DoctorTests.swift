import Files
import Foundation
import Similarity
import SimilarityServer
import TestSupport
import Testing

@testable import w2v

/// `w2v doctor`: each thing it looks at, broken once.
@Suite struct DoctorTests {
  private func machine(
    kernel: String = "Haswell", level: String = "avx2", variables: [String: String] = [:], openFiles: Int = 20_000,
    memory: Int? = 8 << 30
  ) -> [String: Finding.Verdict] {
    let check = MachineCheck(
      cores: 2, blasKernel: kernel, vectorLevel: level, environment: variables, openFiles: openFiles, memory: memory)
    return Dictionary(uniqueKeysWithValues: check.findings.map { ($0.check, $0.verdict) })
  }

  @Test func a_machine_is_warned_of() {
    #expect(machine()["blas"] == .ok && machine()["memory"] == .ok && machine()["files"] == .ok)
    #expect(machine(variables: ["OPENBLAS_CORETYPE": "Haswell"])["blas"] == .ok)
    #expect(machine(variables: ["OPENBLAS_L2_SIZE": "512"])["blas"] == .warning)
    #expect(machine(kernel: "Prescott")["blas"] == .warning && machine(level: "avx512vnni")["blas"] == .warning)
    #expect(machine(kernel: "Cooperlake", level: "avx512vnni")["blas"] == .ok)
    #expect(
      machine(kernel: "ARMV8", level: "neon")["blas"] == .ok && machine(level: "generic")["processor"] == .warning)
    #expect(machine(memory: 1 << 20)["memory"] == .warning && machine(memory: nil)["memory"] == .warning)
    #expect(machine(openFiles: 1_024)["files"] == .warning)
  }

  /// The findings about a folder of models that are not ok.
  private func complaints(
    _ models: String, isDeep: Bool = false, memory: Int? = 8 << 30, after days: Double = 0
  ) -> [String: Finding] {
    let findings = StoreCheck(
      store: ModelStore(folder: models), isDeep: isDeep, memory: memory, now: Date(timeIntervalSinceNow: days * 86_400)
    ).findings()
    return Dictionary(findings.filter { $0.verdict != .ok }.map { ($0.check, $0) }) { first, _ in first }
  }

  @Test func a_sound_folder_has_nothing_to_mend_and_a_broken_one_has() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let version = try ModelStore(folder: models).select().version
    #expect(complaints(models, isDeep: true).isEmpty)
    #expect(complaints(models, after: 9)["age"]?.verdict == .warning)
    #expect(complaints(models, memory: 1_000)["memory for it"]?.verdict == .fault)

    try Paths.createFolder("\(models)/labels")
    try corpus.folder.write("20200101T000000Z-abcdef\n", as: "models/labels/old")
    try Paths.createFolder("\(models)/.partial-1")
    try corpus.folder.write("no kind at all\n", as: "models/denied")
    let complaints = complaints(models)
    #expect(complaints["labels"]?.verdict == .fault && complaints["leftovers"]?.verdict == .warning)
    #expect(complaints["labels"]?.remedy?.contains("w2v models label old VERSION ") == true)
    #expect(complaints["deny list"]?.verdict == .fault, "\(complaints)")

    // A changed byte is found by reading, a missing end without.
    let path = "\(models)/\(version)/tracks.vectors"
    var bytes = try ByteSource.readAll(path: path)
    bytes[bytes.count / 2] ^= 1
    try corpus.folder.write(bytes, as: "models/\(version)/tracks.vectors")
    #expect(self.complaints(models)["versions"] == nil)
    #expect(self.complaints(models, isDeep: true)["versions"]?.verdict == .fault)
    try corpus.folder.write(Array(bytes.dropLast()), as: "models/\(version)/tracks.vectors")
    let cut = self.complaints(models)["versions"]
    #expect(cut?.text.contains("tracks.vectors") == true && cut?.remedy != nil)
    let outcome = try await Program.run("doctor", "--models", models, "--json")
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.keys(ofLine: 0) == ["check", "verdict", "finding", "remedy"])
  }

  @Test func no_folder_is_one_fault() {
    #expect(complaints("/no/such/folder").keys.sorted() == ["models"])
  }

  @Test func an_address_that_is_taken_is_a_fault() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(status)
    let taken = ServerAddress(host: "127.0.0.1", port: Int(UInt16(bigEndian: address.sin_port)))
    #expect(PortCheck(address: taken).finding.verdict == .fault)
    #expect(PortCheck(address: ServerAddress(host: "127.0.0.1", port: 0)).finding.verdict == .ok)
    #expect(PortCheck(address: ServerAddress(host: "no.such.host.invalid", port: 80)).finding.verdict == .fault)
  }
}

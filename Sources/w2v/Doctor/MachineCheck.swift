import ANNIndex
import Embeddings
import Foundation
import Similarity
import SimilarityServer

/// What training and serving need of the machine.
struct MachineCheck {
  let cores: Int
  /// The kernels that OpenBLAS has chosen, by its own name for them.
  let blasKernel: String
  /// The vector instructions that the processor has, by the name of our kernels for them.
  let vectorLevel: String
  let environment: [String: String]
  /// How many files the process may have open at most.
  let openFiles: Int
  /// How many bytes of memory are to be had; nil where nobody knows.
  let memory: Int?

  /// This machine.
  static var here: MachineCheck {
    MachineCheck(
      cores: ProcessInfo.processInfo.activeProcessorCount, blasKernel: BLASPeak.kernel,
      vectorLevel: VectorKernels.level, environment: ProcessInfo.processInfo.environment,
      openFiles: OpenFiles.raise(), memory: SystemMemory.available)
  }

  /// Fewer would not do for a service with as many connections as are its limit.
  private static let fewestOpenFiles = Limits().connections + 256
  private static let leastMemory = 512 << 20

  var findings: [Finding] { [processor, blas, memoryFinding, files] }

  private var processor: Finding {
    let text = "\(Figures.count(cores, of: "core")), vector kernels \(vectorLevel)"
    guard vectorLevel == "generic" else { return .ok("processor", text) }
    return .warning("processor", text, remedy: "a processor with AVX2 or NEON searches several times faster")
  }

  /// OpenBLAS chooses for older processors than it knows: for one that came after it, the oldest of all (Prescott). What the
  /// environment says goes before its own choice.
  private var blas: Finding {
    let text =
      "OpenBLAS core \(blasKernel)" + (environment["OPENBLAS_CORETYPE"] == nil ? "" : ", as OPENBLAS_CORETYPE says")
    if let (wanted, others) = Self.kernels(for: vectorLevel), wanted != blasKernel, !others.contains(blasKernel) {
      return .warning(
        "blas", "\(text), for an older processor than this",
        remedy: "export OPENBLAS_CORETYPE=\(wanted): matrix products may be several times faster")
    }
    guard environment["OPENBLAS_L2_SIZE"] == nil else {
      return .warning(
        "blas", "\(text), for a cache of the size that OPENBLAS_L2_SIZE says",
        remedy: "unset OPENBLAS_L2_SIZE: OpenBLAS asks the processor")
    }
    return .ok("blas", text)
  }

  /// The kernels that any processor with such vector instructions can run, and others that are as good.
  private static func kernels(for level: String) -> (wanted: String, others: Set<String>)? {
    if level.hasPrefix("avx512") { return ("SkylakeX", ["Cooperlake", "SapphireRapids"]) }
    return level == "avx2" ? ("Haswell", ["Zen", "Excavator", "SkylakeX", "Cooperlake", "SapphireRapids"]) : nil
  }

  private var memoryFinding: Finding {
    guard let memory else {
      return .warning(
        "memory", "how much there is cannot be told", remedy: "models are loaded without a look at memory")
    }
    let text = "\(Figures.bytes(memory)) to be had"
    guard memory >= Self.leastMemory else {
      return .warning("memory", text, remedy: "give the process more, or serve small models only")
    }
    return .ok("memory", text)
  }

  private var files: Finding {
    let text = "\(Figures.count(openFiles)) files may be open"
    guard openFiles >= Self.fewestOpenFiles else {
      return .warning(
        "files", text,
        remedy: "raise the hard limit to \(Self.fewestOpenFiles): a service beyond it refuses connections")
    }
    return .ok("files", text)
  }
}

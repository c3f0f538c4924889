// swift-tools-version: 6.2
import PackageDescription

/// Programs for libFuzzer; `scripts/fuzz` builds and runs them.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "w2v", path: "..")],
  targets: [
    .executableTarget(
      name: "FuzzIndexFile", dependencies: [.product(name: "ANNIndex", package: "w2v")])
  ])

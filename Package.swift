// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours compiles in Swift 6 mode (the default of this tools version) with warnings as errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "w2v",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "w2v", targets: ["w2v"]),
    .library(name: "Embeddings", targets: ["Embeddings"]),
    .library(name: "ANNIndex", targets: ["ANNIndex"]),
    .library(name: "Similarity", targets: ["Similarity"]),
    .library(name: "SimilarityClient", targets: ["SimilarityClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(name: "CAllocator"),
    .systemLibrary(
      name: "CLineEditor", pkgConfig: "libedit", providers: [.apt(["libedit-dev"]), .brew(["libedit"])]),
    .target(name: "CVectorKernels", cSettings: strictC),

    .target(name: "Files", dependencies: ["CZlib", "CZstd"], swiftSettings: strict),
    .target(
      name: "Embeddings", dependencies: ["Files", "COpenBLAS", "CVectorKernels"],
      swiftSettings: strict),
    .target(
      name: "ANNIndex", dependencies: ["Files", "COpenBLAS", "CVectorKernels"],
      swiftSettings: strict),
    .target(
      name: "Similarity",
      dependencies: [
        "Files", "Embeddings", "ANNIndex", "CAllocator",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(
      name: "SimilarityServer",
      dependencies: [
        "Similarity", "Embeddings", "Files",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("Explorer/explorer.html")], swiftSettings: strict),
    .target(
      name: "SimilarityClient",
      dependencies: [.product(name: "AsyncHTTPClient", package: "async-http-client")], swiftSettings: strict),
    .executableTarget(
      name: "w2v",
      dependencies: [
        "SimilarityServer", "Similarity", "Embeddings", "ANNIndex", "Files", "CLineEditor",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      resources: [.embedInCode("Map/map.html")], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Files", "Embeddings", "CZlib", "CZstd"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "EmbeddingsTests", dependencies: ["Embeddings", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ANNIndexTests",
      dependencies: ["ANNIndex", "CVectorKernels", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SimilarityTests",
      dependencies: ["Similarity", "Embeddings", "ANNIndex", "Files", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "SimilarityClientTests", dependencies: ["SimilarityClient"], swiftSettings: strict),
    .testTarget(
      name: "SimilarityServerTests",
      dependencies: [
        "SimilarityClient", "SimilarityServer", "Similarity", "Embeddings", "TestSupport",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "w2vTests",
      dependencies: [
        "w2v", "SimilarityServer", "Similarity", "Embeddings", "ANNIndex", "Files", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
  ]
)

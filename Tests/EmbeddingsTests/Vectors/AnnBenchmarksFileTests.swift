import Files
import Foundation
import TestSupport
import Testing

@testable import Embeddings

@Suite struct AnnBenchmarksFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two vectors in double precision, one query in single precision and `distance` "angular", as h5py wrote them.
  private static let packed = """
    H4sIAAAAAAACA+2UwUrDQBCGZ5MG16qYQqG1F3P02EOPQhNsNAexoh48GrRoQXJoI3jzWt/AR/BRfASPfQTfIO5mZ0oS0YIXFeeD
    8GdnZjfd7b/zGA32N+qdOmikhBq4UCRDdtvlMeUvUAXqDPXZorid53C6Wt2s79lmfIPxs5Mw1NVZBfrOU82oBOY/EoXBsdZzHJOf
    XqxyXTqJx4nW0TQt+tL/5ncb6Neqr9chQn+vQlO58mo8TePkckTztoTIZ7qL3yBL92SlYGaRP47JCYrtGLVMgLaJ1+bD2FYnoisb
    Xh+X9aG3Br0MCxwV1XnLMgtKPEFb0FF2Kzu//9H/+/RoOBBql9SN5s7X9dQXZjbflSLLfCUqPhKf+mobTAv2oCWh9QDLfNVt0035
    Tb5iyhzsDQ8FYKOq9idFnFzf3caTRf3rJp8ZwzAMwzAMwzAMw/xN3vr44huRqC5qE7WjdK7fA5UL3gEe+N7PPBgAAA==
    """

  /// Whether the HDF5 library is on this machine; only then can files be read.
  static var hasLibrary: Bool { (try? HDF5Library(toRead: "any")) != nil }

  func file() throws -> String {
    let packed = try #require(Data(base64Encoded: Self.packed, options: .ignoreUnknownCharacters))
    try DurableFile.write(Array(packed), to: folder("small.hdf5.gz"))
    try DurableFile.write(ByteSource.readAll(path: folder("small.hdf5.gz")), to: folder("small.hdf5"))
    return folder("small.hdf5")
  }

  @Test func a_file_is_known_by_its_first_bytes() throws {
    #expect(try AnnBenchmarksFile.isOne(path: file()))
    #expect(try !AnnBenchmarksFile.isOne(path: folder.write("2 1\na 1\nb 2\n", as: "vectors.txt")))
    #expect(try !AnnBenchmarksFile.isOne(path: "-"))
  }

  @Test(.enabled(if: hasLibrary, "the HDF5 library is not installed")) func vectors_queries_and_distance_are_read()
    throws
  {
    let file = try AnnBenchmarksFile.read(path: file())
    #expect(file.vectors.count == 2 && file.vectors.values == [1, 2, 3, 4, 5, 6.5])
    #expect(file.queries.count == 1 && file.queries.values == [7, 8, 9])
    #expect(file.distance == "angular")
  }

  @Test(.enabled(if: hasLibrary, "the HDF5 library is not installed")) func damage_is_refused() throws {
    let bytes = try ByteSource.readAll(path: file())
    for length in [8, 100, bytes.count / 2] {
      try DurableFile.write(Array(bytes.prefix(length)), to: folder("cut.hdf5"))
      let error = #expect(throws: DataError.self) { try AnnBenchmarksFile.read(path: folder("cut.hdf5")) }
      #expect(error?.code == .badData, "\(length) bytes")
    }
    // The name of a data set, changed.
    let name = Array("train".utf8)
    var renamed = bytes
    for start in 0..<bytes.count - name.count where Array(bytes[start..<start + name.count]) == name {
      renamed[start] = UInt8(ascii: "b")
    }
    try DurableFile.write(renamed, to: folder("renamed.hdf5"))
    let error = #expect(throws: DataError.self) { try AnnBenchmarksFile.read(path: folder("renamed.hdf5")) }
    #expect(error?.place.hasSuffix("train") == true)
  }
}

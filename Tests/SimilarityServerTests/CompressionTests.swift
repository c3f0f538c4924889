import Files
import TestSupport
import Testing

@testable import SimilarityServer

/// Bodies that are sent compressed.
@Suite struct CompressionTests {
  private static let long = #"{"seeds": ["track:red-0"], "count": 50}"#

  @Test(arguments: Wire.allCases) func a_long_body_is_compressed_for_who_takes_it(wire: Wire) async throws {
    try await wire.serve { server in
      var request = WireRequest.similar(Self.long)
      let plain = try await server.send(request)
      #expect(plain.header("Content-Encoding") == nil && plain.header("Vary") == "Accept-Encoding")
      request.headers.append(("Accept-Encoding", "br, gzip;q=0.5"))
      let packed = try await server.send(request)
      #expect(packed.header("Content-Encoding") == "gzip" && packed.body.count * 2 < plain.body.count)
      let folder = try TemporaryFolder()
      let path = folder("body.gz")
      try DurableFile.write(packed.body, to: path)
      func items(_ text: String) -> Substring { text.prefix { $0 != "]" } }
      #expect(items(String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)) == items(plain.text))
      #expect(packed.header("ETag") == plain.header("ETag"))
    }
  }

  @Test func a_short_body_is_not() async throws {
    var request = WireRequest.get("/livez")
    request.headers = [("Accept-Encoding", "gzip")]
    let response = try await Wire.socket.send(request)
    #expect(response.header("Content-Encoding") == nil && response.header("Vary") == nil)
  }

  @Test(arguments: [
    ("gzip", true), ("GZIP ; q=1", true), ("deflate, *", true), ("gzip;q=0", false), ("gzip;q=0, *", false),
    ("*;q=0", false), ("br", false), ("", false), ("gzip;q=0.001", true), (",,;;", false),
  ]) func the_weights_of_codings_are_heeded(field: String, takes: Bool) {
    #expect(CompressionMiddleware.takesGzip([field]) == takes)
  }
}

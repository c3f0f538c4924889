import CZstd

/// Decodes Zstandard (RFC 8878), any number of frames one after the other, with their checksums verified.
final class ZstdDecoder: StreamDecoder {
  private let path: String
  private let stream: OpaquePointer
  /// Whether the last frame is complete and all of it was handed out.
  private var isBetweenFrames = true

  /// Whether a file that starts so is zstd: a frame (or what is left of a cut one), or a skippable frame before one.
  static func recognises(_ head: [UInt8]) -> Bool {
    head.count >= 2 && head == Array([0x28, 0xb5, 0x2f, 0xfd].prefix(head.count))
      || head.count == 4 && head[0] & 0xf0 == 0x50 && head[1...] == [0x2a, 0x4d, 0x18]
  }

  init(path: String) throws {
    guard let stream = ZSTD_createDStream() else {
      throw DataError(.cannotRead, at: path, "cannot start the zstd decoder (no memory)")
    }
    self.path = path
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func decode(from file: inout FileBlocks, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let place = "\(path): byte \(file.offset)"
      let (written, isAtEnd) = try file.withUnread { input in
        let (written, used) = try decompressSome(input, into: output, place: place)
        return ((written, input.isEmpty), used)
      }
      if written > 0 { return written }
      if isAtEnd, isBetweenFrames { return 0 }
      if isAtEnd {
        throw DataError(
          .badData, at: place, "the zstd data is cut off", remedy: "fetch the file again; `zstd -t` checks it")
      }
    }
  }

  private func decompressSome(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, place: String
  ) throws -> (written: Int, used: Int) {
    // Between frames an empty input would be taken for the start of a new one.
    if input.isEmpty, isBetweenFrames { return (0, 0) }
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let status = ZSTD_decompressStream(stream, &target, &source)
    guard ZSTD_isError(status) == 0 else {
      throw DataError(
        .badData, at: place, "the zstd data is corrupt (\(String(cString: ZSTD_getErrorName(status))))",
        remedy: "fetch the file again; `zstd -t` checks it")
    }
    isBetweenFrames = status == 0
    return (target.pos, source.pos)
  }
}

import CZlib

/// Decodes gzip (RFC 1952), any number of members one after the other, with their checksums verified.
///
/// Zero bytes after the last member are padding, as for `gzip` itself; anything else there is a fault.
final class GzipDecoder: StreamDecoder {
  private enum State { case insideMember, afterMember, ended }

  private let path: String
  /// At a fixed address, because zlib's state points back to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var state = State.insideMember

  /// Whether a file that starts so is gzip, or was before it lost all but its first byte.
  static func recognises(_ head: [UInt8]) -> Bool { head.starts(with: [0x1f, 0x8b]) || head == [0x1f] }

  init(path: String) throws {
    self.path = path
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for "gzip header only".
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw DataError(.cannotRead, at: path, "cannot start the gzip decoder (zlib status \(status))")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func decode(from file: inout FileBlocks, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    while state != .ended {
      let place = "\(path): byte \(file.offset)"
      let written = try file.withUnread { input in
        switch state {
        case .insideMember: try inflateSome(input, into: output, place: place)
        case .afterMember, .ended: (0, try startNextMember(input, place: place))
        }
      }
      if written > 0 { return written }
    }
    return 0
  }

  private func inflateSome(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, place: String
  ) throws -> (answer: Int, used: Int) {
    let room = UInt32(clamping: output.count)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(clamping: input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let status = inflate(stream, Z_NO_FLUSH)
    let written = Int(room - stream.pointee.avail_out)
    switch status {
    case Z_STREAM_END: state = .afterMember
    case Z_OK: break
    case Z_BUF_ERROR where input.isEmpty:
      throw DataError(
        .badData, at: place, "the gzip data is cut off", remedy: "fetch the file again; `gzip -t` checks it")
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw DataError(
        .badData, at: place, "the gzip data is corrupt (\(reason))",
        remedy: "fetch the file again; `gzip -t` checks it")
    }
    return (written, input.count - Int(stream.pointee.avail_in))
  }

  /// Passes padding and prepares for another member if one follows; returns how many bytes were used.
  private func startNextMember(_ input: UnsafeRawBufferPointer, place: String) throws -> Int {
    guard let start = input.firstIndex(where: { $0 != 0 }) else {
      if input.isEmpty { state = .ended }
      return input.count
    }
    guard input[start] == 0x1f else {
      throw DataError(
        .badData, at: place, "something other than gzip follows the gzip data",
        remedy: "fetch the file again; `gzip -t` checks it")
    }
    inflateReset(stream)
    state = .insideMember
    return start
  }
}

import CZlib

/// The CRC-32 of gzip and PNG (polynomial 0xEDB88320), as a running value.
///
/// It finds accidents (flipped bits, cut files), not forgeries: a published model is also covered by SHA-256.
public struct CRC32: Sendable {
  /// The checksum of the bytes so far.
  public private(set) var value: UInt32 = 0

  /// Starts with no bytes.
  public init() {}

  /// Adds bytes.
  ///
  /// - Complexity: O(n), at about 1 GB/s.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let step = min(rest.count, 1 << 30)
      value = UInt32(
        truncatingIfNeeded: crc32(UInt(value), rest.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(step)))
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(step))
    }
  }

  /// The checksum of an array's bytes.
  public static func of<Element: BitwiseCopyable>(_ values: [Element]) -> UInt32 {
    var checksum = CRC32()
    values.withUnsafeBytes { checksum.update($0) }
    return checksum.value
  }
}

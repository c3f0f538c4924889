/// A fast hash of short byte strings for tables in memory; never stored, never a defence.
enum ByteHash {
  private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// The hash of `bytes`: eight bytes a step, each folded by a 64 x 64 -> 128 bit product.
  ///
  /// - Complexity: O(n / 8).
  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = raw.count
    var value = UInt64(truncatingIfNeeded: count) &* factor
    if count >= 8 {
      var offset = 0
      while offset + 8 < count {
        value = mix(value ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      // The last eight bytes may overlap those before: shorter code than a tail, and as good.
      return mix(mix(value ^ raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)))
    }
    if count >= 4 {
      let first = UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
      let last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
      return mix(mix(value ^ (first << 32 | last)))
    }
    var tail: UInt64 = 0
    for byte in raw { tail = tail << 8 | UInt64(byte) }
    return mix(mix(value ^ tail))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xd6e8_feb8_6659_fd93).multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}

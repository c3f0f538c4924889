/// Bytes copied to where they stay until all are let go at once.
///
/// A copy costs its bytes; letting go costs nothing and keeps the memory for the next ones.
struct ByteArena: ~Copyable {
  private var chunks: [UnsafeMutableBufferPointer<UInt8>] = []
  /// The chunk being filled, and how far.
  private var current = 0
  private var used = 0
  private static let chunkSize = 1 << 16

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// Copies bytes; the copy is valid until ``removeAll()``.
  mutating func copy(_ bytes: Bytes) -> Bytes {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return .none }
    while current < chunks.count, chunks[current].count - used < bytes.count {
      current += 1
      used = 0
    }
    if current == chunks.count { chunks.append(.allocate(capacity: max(Self.chunkSize, bytes.count))) }
    let place = chunks[current].baseAddress.unsafelyUnwrapped + used
    place.update(from: source, count: bytes.count)
    used += bytes.count
    return Bytes(start: place, count: bytes.count)
  }

  /// Lets all copies go.
  mutating func removeAll() { (current, used) = (0, 0) }
}

#if canImport(Glibc)
  import Glibc
#endif

/// Memory for what walks read at random: rows, codes, links.
///
/// A block starts on a cache line. A large one starts on a huge page and asks for such pages: with small ones nearly every
/// read of a large table would miss the translation buffer too.
enum AlignedBlock {
  private static let hugePage = 1 << 21

  /// A block of `count` elements, at least one, all of them `value`.
  static func allocate<Element: BitwiseCopyable>(
    count: Int, repeating value: Element
  ) -> UnsafeMutablePointer<Element> {
    let count = max(count, 1)
    let bytes = count * MemoryLayout<Element>.stride
    let isLarge = bytes >= hugePage
    let start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      // Only advice: without it the same memory is slower.
      if isLarge { _ = madvise(start, bytes / hugePage * hugePage, MADV_HUGEPAGE) }
    #endif
    let block = start.bindMemory(to: Element.self, capacity: count)
    block.initialize(repeating: value, count: count)
    return block
  }
}

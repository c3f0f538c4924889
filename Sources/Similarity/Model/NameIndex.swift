import Embeddings
import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The names, credits and ids of one kind of item as one text to look words up in, without regard to letter case and accents.
///
/// `name \n credit \n id \n` for item after item, folded, with a zero at the end: the C library finds a word in hundreds of megabytes a
/// second there.
struct NameIndex: Sendable {
  private var text: [UInt8] = []
  /// Where each item's part ends, and its name.
  private var ends: [Int] = []
  private var nameEnds: [Int] = []

  init(of list: ItemList) {
    ends.reserveCapacity(list.count)
    nameEnds.reserveCapacity(list.count)
    for ordinal in 0..<list.count {
      text += Self.folded(list.names[ordinal])
      nameEnds.append(text.count)
      for part in [list.credits[ordinal], list.ids[ordinal]] {
        text.append(UInt8(ascii: "\n"))
        text += Self.folded(part)
      }
      text.append(UInt8(ascii: "\n"))
      ends.append(text.count)
    }
    text.append(0)
  }

  /// How well an item answers a search: by its whole name, by how its name begins, or by a part of it.
  enum Rank: Int { case whole, beginning, part }

  /// The items that hold every word, by ordinal.
  ///
  /// - Parameters:
  ///   - words: folded, none empty.
  ///   - whole: the words as they were written, folded.
  /// - Complexity: O(text).
  func items(holding words: [[UInt8]], whole: [UInt8]) -> [(ordinal: Int, rank: Rank)] {
    // The longest word is found least often.
    guard let probe = words.max(by: { $0.count < $1.count }) else { return [] }
    var found: [(ordinal: Int, rank: Rank)] = []
    text.withUnsafeBufferPointer { text in
      text.withMemoryRebound(to: CChar.self) { characters in
        (probe + [0]).withUnsafeBufferPointer { needle in
          needle.withMemoryRebound(to: CChar.self) { needle in
            guard let start = characters.baseAddress, let word = needle.baseAddress else { return }
            var (from, ordinal) = (0, 0)
            while let hit = strstr(start + from, word) {
              let place = hit - UnsafeMutablePointer(mutating: start)
              while ends[ordinal] <= place { ordinal += 1 }
              let begin = ordinal == 0 ? 0 : ends[ordinal - 1]
              let item = text[begin..<ends[ordinal]]
              if words.allSatisfy({ item.holds($0) }) {
                let name = text[begin..<nameEnds[ordinal]]
                found.append(
                  (ordinal, name.elementsEqual(whole) ? .whole : name.starts(with: whole) ? .beginning : .part))
              }
              from = ends[ordinal]
            }
          }
        }
      }
    }
    return found
  }

  /// A text without letter case and accents, and without what would end it.
  static func folded(_ text: String) -> [UInt8] {
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    let folded =
      isASCII ? text.lowercased() : text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    return folded.utf8.map { $0 == 0 || $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// Whether a word occurs.
  fileprivate func holds(_ word: [UInt8]) -> Bool {
    guard count >= word.count else { return false }
    return (startIndex...endIndex - word.count).contains { base[$0..<$0 + word.count].elementsEqual(word) }
  }
}

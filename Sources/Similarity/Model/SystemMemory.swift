import CAllocator
import Foundation

/// The memory of this machine, as far as a process may use it.
public enum SystemMemory {
  /// How many bytes could be taken now without anything being killed or swapped: what the system says is available, or what the
  /// control group of this process has left, whichever is less; nil where neither says.
  public static var available: Int? {
    [
      availableBytes(in: try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)),
      leftInGroup(
        limit: try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8),
        used: try? String(contentsOfFile: "/sys/fs/cgroup/memory.current", encoding: .utf8),
        statistics: try? String(contentsOfFile: "/sys/fs/cgroup/memory.stat", encoding: .utf8)),
    ].compactMap { $0 }.min()
  }

  /// Gives memory that this process has freed back to the system. Takes milliseconds for gigabytes.
  public static func releaseFreed() { call_malloc_trim() }

  /// From now on has blocks of a mebibyte and more given back to the system when they are freed, at once and without going through
  /// what else is free: for a process that lives long and exchanges large tables. Call it before there are any.
  public static func giveBackLargeBlocks() { map_blocks_from(1 << 20) }

  /// `MemAvailable` of a text as `/proc/meminfo` has it.
  static func availableBytes(in text: String?) -> Int? { figure("MemAvailable:", in: text).map { $0 * 1024 } }

  /// What a control group (version 2) may still take: pages of files that nobody is using count as free.
  static func leftInGroup(limit: String?, used: String?, statistics: String?) -> Int? {
    guard let limit = limit.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }),
      let used = used.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    else { return nil }
    return max(0, limit - used + (figure("inactive_file", in: statistics) ?? 0))
  }

  private static func figure(_ name: String, in text: String?) -> Int? {
    for line in (text ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count >= 2, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}

import Files
import Foundation

/// Real corpora that a checkout may have beside it; a test that needs one is skipped where it is missing.
///
/// The folder is `../shared/data` as seen from the package, or what `W2V_SHARED_DATA` names.
public enum SharedData {
  /// The folder of the data sets.
  public static let folder: String =
    ProcessInfo.processInfo.environment["W2V_SHARED_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data")
    .standardized.path

  /// The path of a file or folder of a data set, such as `aotm2011/playlists.tsv.gz`.
  public static func path(_ name: String) -> String { Paths.join(folder, name) }

  /// Whether a data set is there: the condition of `.enabled(if:)`.
  public static func has(_ name: String) -> Bool { Paths.exists(path(name)) }
}

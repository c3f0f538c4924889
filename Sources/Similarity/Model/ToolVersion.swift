/// The version of this program, as it stands in manifests and in `w2v --version`.
public enum ToolVersion {
  /// Semantic version of the next release.
  public static let current = "0.1.0"
}

import CVersion

/// What program this is.
enum Version {
  /// The version that the next tag has, without a leading `v`.
  static let number = "0.1.0"
  /// The day of that version, which the manual page carries.
  static let date = "2026-11-23"

  /// The version and, where the build knew it, the commit: `0.1.0 (4f2c9d1)`.
  static var description: String {
    let commit = unsafe String(cString: built_from_commit())
    return commit.isEmpty ? number : "\(number) (\(commit))"
  }
}

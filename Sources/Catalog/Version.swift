/// The version of a release, such as 7.9.6.
package struct Version: Sendable, Hashable, Comparable {
  /// The first number.
  package let major: Int
  /// The second number.
  package let minor: Int
  /// The third number.
  package let patch: Int

  /// Makes a version.
  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Whether a version comes before another.
  package static func < (left: Version, right: Version) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  /// The version with dots.
  package var text: String { "\(major).\(minor).\(patch)" }
}

/// A fact that changes from release to release: each value holds from its version on, up to the next.
package struct History<Value: Sendable>: Sendable {
  private let entries: [(from: Version, value: Value)]

  /// Makes it of its values, each with the version that it holds from, in their order.
  package init(_ entries: (Version, Value)...) { self.entries = entries.map { (from: $0.0, value: $0.1) } }

  /// The value that holds at a version; nil before the first.
  package func at(_ version: Version) -> Value? { entries.last { $0.from <= version }?.value }
}

package import Findings

/// A port that a container publishes on its instance, the same inside and outside.
package struct PublishedPort: Sendable {
  /// The port.
  package let port: Int
  /// Whether the instance alone can reach it.
  package var isLocal = false
  /// Where the profile asks for it.
  package var mark: SourceMark?

  /// The item of compose's `ports`.
  package var composeText: String { isLocal ? "127.0.0.1:\(port):\(port)" : "\(port):\(port)" }
}

extension ServiceFacts {
  /// The ports of the facts, for everyone or for the instance alone.
  func publishedPorts(isLocal: Bool = false) -> [PublishedPort] {
    ([port] + peerPorts).map { PublishedPort(port: $0, isLocal: isLocal) }
  }
}

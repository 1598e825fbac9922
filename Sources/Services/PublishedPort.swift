package import Findings

/// A port that a container publishes on its instance.
package struct PublishedPort: Sendable {
  /// The instance's port.
  package let port: Int
  /// The container's port.
  package let target: Int
  /// Whether the instance alone can reach it.
  package let isLocal: Bool
  /// Where the profile asks for it.
  package let mark: SourceMark?

  init(port: Int, target: Int? = nil, isLocal: Bool = false, mark: SourceMark? = nil) {
    self.port = port
    self.target = target ?? port
    self.isLocal = isLocal
    self.mark = mark
  }

  /// The item of compose's `ports`.
  package var composeText: String { "\(isLocal ? "127.0.0.1:" : "")\(port):\(target)" }
}

extension ServiceFacts {
  /// The ports of the facts, for everyone or for the instance alone.
  func publishedPorts(isLocal: Bool = false) -> [PublishedPort] {
    ([port].compactMap(\.self) + peerPorts).map { PublishedPort(port: $0, isLocal: isLocal) }
  }
}

import Findings
import YAML

/// An item of a service's `ports` (the Compose specification, "ports").
struct PortMapping {
  /// The instance's address; nil for every one.
  let address: String?
  /// The instance's port or range of ports; nil for one that Docker chooses.
  let published: String?
  /// The container's port or range of ports.
  let target: String
  /// Its transport protocol.
  let transport: String
  private let mark: SourceMark?

  /// Reads an item in either of its forms; nil when it is neither.
  init?(_ item: Node) {
    mark = item.mark
    if let mapping = item.mapping {
      func text(_ key: String) -> String? {
        mapping[key]?.scalar.map { ComposeFile.withFallbacks($0.text) }.flatMap { $0.isEmpty ? nil : $0 }
      }
      guard let target = text("target") else { return nil }
      self.target = target
      published = text("published")
      address = text("host_ip")
      transport = text("protocol") ?? "tcp"
      return
    }
    guard let scalar = item.scalar else { return nil }
    let parts = ComposeFile.withFallbacks(scalar.text).utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1)
    guard let ports = parts.first else { return nil }
    transport = parts.count > 1 ? String(Substring(parts[1])) : "tcp"
    // An IPv6 address has colons of its own, in brackets or not.
    let words = ports.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    target = words[words.count - 1]
    published = words.count > 1 && !words[words.count - 2].isEmpty ? words[words.count - 2] : nil
    let host = words.dropLast(2).joined(separator: ":").utf8.filter { !"[]".utf8.contains($0) }
    address = host.isEmpty ? nil : String(decoding: host, as: UTF8.self)
  }

  /// Whether only the instance itself reaches it.
  var isLocal: Bool { address.map { $0 == "::1" || $0.utf8.starts(with: "127.".utf8) } ?? false }

  /// The item for the instance alone, unless it says an address: what the profile doesn't ask for is open to nobody else.
  var narrowed: Node? {
    if address != nil { return nil }
    let suffix = transport == "tcp" ? "" : "/\(transport)"
    return Node.string("127.0.0.1:\(published ?? ""):\(target)\(suffix)").marked(mark)
  }

  /// The first and the last port of the instance.
  private var range: ClosedRange<Int>? {
    guard let published else { return nil }
    let ends = published.utf8.split(separator: UInt8(ascii: "-")).map { Int(Substring($0)) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else { return nil }
    return first...last
  }

  /// Whether both ask for the same port of the instance.
  func collides(with other: PortMapping) -> Bool {
    guard let range, let taken = other.range, range.overlaps(taken), transport == other.transport else { return false }
    let everywhere: Set<String?> = [nil, "0.0.0.0", "::"]
    return address == other.address || everywhere.contains(address) || everywhere.contains(other.address)
  }
}

extension Node {
  /// The container's port in an item of `ports`.
  var containerPort: String? { PortMapping(self)?.target }
}

import Text

/// A container image's reference in its parts: `REPOSITORY[:TAG][@DIGEST]` (github.com/distribution/reference).
package struct ImageReference: Sendable {
  /// The registry, if one is named, and the path.
  package let repository: String
  /// The last part of the path, which an image keeps in every mirror.
  package let name: String
  /// The tag.
  package let tag: String?
  /// The digest.
  package let digest: String?

  /// Takes a reference apart.
  package init(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    let at = bytes.firstIndex(of: UInt8(ascii: "@"))
    let tagged = bytes[..<(at ?? bytes.endIndex)]
    // A colon before the last slash is that of a registry's port.
    let last = tagged.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let colon = tagged[last...].firstIndex(of: UInt8(ascii: ":"))
    repository = String(decoding: tagged[..<(colon ?? tagged.endIndex)], as: UTF8.self)
    name = String(decoding: tagged[last..<(colon ?? tagged.endIndex)], as: UTF8.self)
    tag = colon.map { String(decoding: tagged[($0 + 1)...], as: UTF8.self) }
    digest = at.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) }
  }

  /// The repository as Docker takes it, without the name of Docker Hub.
  package var path: String {
    let hub = "docker.io/"
    return repository.utf8.starts(with: hub.utf8)
      ? String(Substring(repository.utf8.dropFirst(hub.utf8.count))) : repository
  }

  /// The parts of the tag between `.`, `-` and `_`.
  private var words: [Substring.UTF8View] {
    (tag ?? "")[...].utf8.split { ".-_".utf8.contains($0) }
  }

  private func says(_ word: String) -> Bool { words.contains { $0.elementsEqual(word.utf8) } }

  /// Whether it stands for whatever image was last given that tag.
  ///
  /// Source: Docker's reference, "docker image tag", for `latest` where there is no tag; the others are those of
  /// github.com/hleb-albau/kafka-manager-docker, github.com/provectus/kafka-ui and github.com/kafbat/kafka-ui.
  package var isMoving: Bool {
    if digest != nil { return false }
    guard let tag else { return true }
    return versions.isEmpty && says("latest") || ["stable", "main", "master", "edge", "nightly"].contains(tag)
  }

  /// The versions of three numbers in the tag, such as 8.3.0 in `prod-8.3.0-1-ubi9.amd64`; not dates.
  package var versions: [Version] {
    let runs = (tag ?? "").utf8.split { !Self.isDigit($0) && $0 != UInt8(ascii: ".") }
    return runs.compactMap { run in
      let numbers = run.split(separator: UInt8(ascii: ".")).prefix(3).map { Int(Substring($0)) }
      guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2], major < 100
      else { return nil }
      return Version(major, minor, patch)
    }
  }

  /// The version that the tag begins with, perhaps behind a `v`.
  package var leadingVersion: Version? {
    let first = tag?.utf8.first { $0 != UInt8(ascii: "v") }
    return first.map(Self.isDigit) == true ? versions.first : nil
  }

  /// The line that the tag names without a patch, as `8.3` does.
  package var line: (major: Int, minor: Int)? {
    let numbers = (tag ?? "").utf8.drop { $0 == UInt8(ascii: "v") }.split(
      separator: UInt8(ascii: "."),
      omittingEmptySubsequences: false
    ).map { Int(Substring($0)) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    return (major, minor)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// The architecture that the tag names.
  package var architecture: Architecture? {
    if says("amd64") || says("x86_64") { return .x86_64 }
    return says("arm64") || says("aarch64") ? .aarch64 : nil
  }
}

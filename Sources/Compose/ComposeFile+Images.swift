import Findings
import Text
import Catalog
import Cluster
import Profile
import Services
import YAML

/// What the services of an upstream file run: the version is known and goes with the release, or the file is refused.
extension ComposeFile {
  /// Sees to the image of a service that the profile names none for: what needs a licence or is known to be wrong is
  /// replaced, and what isn't known to be right is reported.
  static func setImage(
    of service: inout Mapping,
    _ name: String,
    as placed: PlacedService?,
    on node: ClusterNode,
    in cluster: Cluster,
    _ diagnostics: inout Diagnostics
  ) {
    checkPlatform(of: service, name, on: node, &diagnostics)
    if let placed, placed.image.mark != nil { return }
    guard let image = service["image"], let given = image.scalar?.text else {
      if let placed, let build = service["build"] {
        diagnostics.error(
          "unknown-version",
          "service `\(name)` is built on the node, and nothing tells of which release it is",
          at: build.mark,
          help: "give it an `image` whose tag does, such as `\(name):\(ImageReference(placed.facts.image).tag ?? "")`"
        )
      }
      return
    }
    // What has no mark is the program's own.
    guard image.mark != nil else { return }
    let text = withFallbacks(given)
    if let placed, let replacement = cluster.release.replacement(of: text, for: placed.facts) {
      service["image"] = .string(replacement)
      checkArchitecture(of: replacement, at: image.mark, name, on: node, &diagnostics)
      return
    }
    // A variable without a value is reported with all others.
    if !unsetVariables(in: given).isEmpty { return }
    if text != given { service["image"] = Node.string(text).marked(image.mark) }
    check(text, at: image.mark, name, as: placed, in: cluster, &diagnostics)
    checkArchitecture(of: text, at: image.mark, name, on: node, &diagnostics)
  }

  private static func check(
    _ image: String,
    at mark: SourceMark?,
    _ name: String,
    as placed: PlacedService?,
    in cluster: Cluster,
    _ diagnostics: inout Diagnostics
  ) {
    let release = cluster.release
    let subject = "image \(quoted(image)) of service `\(name)`"
    let (id, message): (String, String)
    switch release.fit(of: image, for: placed?.facts) {
    case .fits: return
    case .doesNot(let reason): (id, message) = ("other-release", "\(subject) \(reason)")
    case .moves:
      (id, message) = (
        "moving-image", "\(subject) has no tag that stays, so it isn't known which version the nodes would run"
      )
    case .untold:
      (id, message) = ("unknown-version", "\(subject) doesn't tell whether it is of release \(release.version)")
    }
    diagnostics.error(
      id,
      message,
      at: mark,
      help: placed.map { "write `\($0.facts.image)`, or name another in the profile under `services.\(name).image`" }
        ?? "write one whose tag is \(release.version), or remove the service"
    )
  }

  private static func checkArchitecture(
    of image: String,
    at mark: SourceMark?,
    _ name: String,
    on node: ClusterNode,
    _ diagnostics: inout Diagnostics
  ) {
    guard let architectures = Release.architectures(ofImage: image), !architectures.contains(node.architecture) else {
      return
    }
    diagnostics.error(
      "no-image-for-architecture",
      "image \(quoted(image)) of service `\(name)` is for \(listed(architectures.map(\.rawValue))) only, and node \(node.id) is a "
        + "`\(node.instanceType.value)` with \(node.architecture.rawValue) processors",
      at: mark,
      help: "leave the service out, or name an image that is for them"
    )
  }

  /// A platform's name is that of an operating system, an architecture of Go's, and perhaps a variant.
  private static func checkPlatform(
    of service: Mapping,
    _ name: String,
    on node: ClusterNode,
    _ diagnostics: inout Diagnostics
  ) {
    guard let platform = service["platform"], let text = platform.scalar.map({ withFallbacks($0.text) }) else { return }
    let names: [Architecture: [String]] = [.x86_64: ["amd64", "x86_64", "x86-64"], .aarch64: ["arm64", "aarch64"]]
    let words = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    let asked = names.first { $0.value.contains(where: words.contains) }?.key
    guard let asked, asked != node.architecture else { return }
    diagnostics.error(
      "no-image-for-architecture",
      "service `\(name)` asks for platform \(quoted(text)), and node \(node.id) is a `\(node.instanceType.value)` with "
        + "\(node.architecture.rawValue) processors",
      at: platform.mark,
      help: "remove `platform`"
    )
  }
}

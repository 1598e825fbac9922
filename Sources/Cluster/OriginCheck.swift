import Findings
import Text
import Catalog
import Profile
import Services

/// Checks where the nodes get what they run from: the images of the services, and the checkout.
struct OriginCheck {
  let cluster: Cluster
  let profile: Profile
  var diagnostics: Diagnostics

  mutating func check() {
    for placed in cluster.services {
      if placed.image.mark != nil { checkImage(placed) }
      checkArchitecture(placed)
    }
    checkCheckout()
  }

  // MARK: Images

  /// The version behind an image must be known and go with the release.
  private mutating func checkImage(_ placed: PlacedService) {
    let image = placed.image.value
    let release = cluster.release
    let reference = ImageReference(image)
    if let replacement = release.licensedImages[reference.name] {
      diagnostics.error(
        "licensed-image",
        "image `\(image)` needs an enterprise licence",
        at: placed.image.mark,
        help: replacement.map { "`\($0)` does the same without one" }
          ?? "there is no community image that does the same"
      )
      return
    }
    if placed.facts.service.isOwn {
      checkOwnImage(placed, reference)
      return
    }
    let tag = ImageReference(placed.facts.image).tag ?? release.version
    let example = "`\(reference.repository):\(tag)\(reference.digest == nil ? "" : "@sha256:…")`"
    switch release.fit(of: image, for: placed.facts) {
    case .fits: return
    case .doesNot(let reason):
      diagnostics.error(
        "other-release",
        "image `\(image)` \(reason)",
        at: placed.image.mark,
        help: "name `\(placed.facts.image)`, or a copy of it"
      )
    case .moves:
      diagnostics.error(
        "moving-image",
        "image `\(image)` has no tag that stays, so it isn't known which version the nodes would run",
        at: placed.image.mark,
        help: "give it one, such as \(example)"
      )
    case .untold:
      diagnostics.warning(
        "unknown-version",
        "image `\(image)` doesn't tell whether it is of release \(release.version)",
        at: placed.image.mark,
        help: "see that it is; a tag that has the release in it, such as \(example), is checked"
      )
    }
  }

  /// An image of the operator's own must stay what it is, and one of Confluent's be of the release.
  private mutating func checkOwnImage(_ placed: PlacedService, _ reference: ImageReference) {
    let image = placed.image.value
    if case .doesNot(let reason) = cluster.release.fit(of: image, for: nil) {
      diagnostics.error(
        "other-release",
        "image `\(image)` \(reason)",
        at: placed.image.mark,
        help: "name one of release \(cluster.release.version)"
      )
    } else if reference.isMoving {
      diagnostics.error(
        "moving-image",
        "image `\(image)` has no tag that stays, so it isn't known which version the nodes would run",
        at: placed.image.mark,
        help: "give it one, such as `\(reference.repository):1.0.0`, or a digest"
      )
    }
  }

  /// The image of a service may be for fewer architectures than the release.
  private mutating func checkArchitecture(_ placed: PlacedService) {
    // Of an image that the profile names they are seldom known.
    let images =
      placed.image.mark == nil ? placed.facts.architectures : Release.architectures(ofImage: placed.image.value)
    guard let images else { return }
    // What the whole release has no images for is an error already.
    let unfit = cluster.nodes.first { node in
      placed.runs(on: node) && !images.contains(node.architecture)
        && cluster.release.architectures.contains(node.architecture)
    }
    guard let node = unfit else { return }
    let name = placed.facts.service.name
    let settings = profile.services?.first { $0.name.value == name }
    let other = cluster.nodes.first { images.contains($0.architecture) }
      .map { "place it on another node, such as `\(name): {on: [\($0.id)]}`, " }
    diagnostics.error(
      "no-image-for-architecture",
      "image `\(placed.image.value)` of `\(name)` is for \(listed(images.map(\.rawValue))) only, and node \(node.id) "
        + "is a `\(node.instanceType.value)` with \(node.architecture.rawValue) processors",
      at: placed.image.mark ?? settings?.on?.first { $0.value == node.id }?.mark ?? settings?.name.mark
        ?? node.instanceType.mark,
      help:
        "\(other ?? "")\(placed.facts.service == .kafkaManager ? "use `kafka-ui`" : "leave it out"), or name an image "
        + "that is for them under `services.\(name).image`"
    )
  }

  // MARK: Checkout

  /// A branch or tag of another repository can be moved.
  private mutating func checkCheckout() {
    let (repository, ref) = (cluster.checkout.repository, cluster.checkout.ref)
    // A commit's own id can stand in the branch's place.
    if cluster.commit != nil || NameRule.commit.allows(ref) { return }
    diagnostics.warning(
      "moving-checkout",
      "`\(ref)` of \(repository) can be moved, and what it is when a node boots is trusted as root there",
      at: profile.checkout.ref?.mark ?? profile.checkout.repository?.mark,
      help: "add `commit: ID` to `checkout`, with the id that `git ls-remote \(repository) \(ref)` prints"
    )
  }
}

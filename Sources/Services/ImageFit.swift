package import Catalog
import Text

/// What is known of an image that a compose file or a profile has for a service.
package enum ImageFit: Sendable, Equatable {
  /// It is of the release, or goes with it.
  case fits
  /// It doesn't, and why: what follows "which" in a sentence.
  case doesNot(String)
  /// What is behind its tag changes.
  case moves
  /// Its tag doesn't tell.
  case untold
}

/// Which images are a service's own, beside the one of its facts.
package struct Images: Sendable {
  /// The names of all that run it, whoever made them, and whatever their licence: those of Docker Hub's confluentinc,
  /// apache, bitnami, wurstmeister and zookeeper, github.com/yahoo/CMAK, kafbat/kafka-ui and provectus/kafka-ui.
  var names: [String] = []
  /// The names of others of Confluent's that do its work without a licence, from the name of its own.
  var alternatives: @Sendable (String) -> [String] = { _ in [] }
  /// The image that cp-all-in-one has for it in a release, if that isn't the service's own.
  var sample: (@Sendable (Release) -> String)?
  /// Whether its images have versions of their own, which aren't Confluent Platform's.
  var hasVersionsOfItsOwn = false
  /// The names of images with versions of their own beside those with the release's.
  var separate: [String] = []
  /// The architectures of its images by their path, where they aren't Confluent's; a function of the version in the tag.
  var architectures: [String: @Sendable (Version?) -> [Architecture]?] = [:]
  /// Whether an image with a version of its own goes with a release.
  var fault: @Sendable (ImageReference, Release) -> ImageFit = { _, _ in .fits }
}

extension Release {
  /// Whether the version behind an image is known, and goes with the release.
  ///
  /// `facts` are of the service that it is for; nil for one that isn't of the stack.
  package func fit(of image: String, for facts: ServiceFacts?) -> ImageFit {
    let reference = ImageReference(image)
    let isConfluents = Self.isConfluents(reference.name)
    guard let facts else { return isConfluents ? confluentFit(of: reference, facts: nil) : .fits }
    let images = facts.service.images
    if images.hasVersionsOfItsOwn || images.separate.contains(reference.name) {
      return reference.isMoving ? .moves : images.fault(reference, self)
    }
    if let sample = images.sample.map({ ImageReference($0(self)) }), reference.name == sample.name,
      reference.tag == sample.tag
    {
      return .fits
    }
    return confluentFit(of: reference, facts: facts)
  }

  /// An image with the release's number in its tag.
  private func confluentFit(of reference: ImageReference, facts: ServiceFacts?) -> ImageFit {
    let isConfluents = Self.isConfluents(reference.name)
    if reference.name == "confluent-local" {
      return .doesNot("is a Kafka by itself, with settings of its own")
    }
    if let facts, isConfluents, !images(of: facts).contains(reference.name) {
      return .doesNot("isn't `\(ImageReference(facts.image).name)`")
    }
    let versions = reference.versions
    if versions.contains(number) { return .fits }
    let other =
      versions.first { Release.named($0.text) != nil } ?? (isConfluents ? reference.leadingVersion : nil)
    if let other { return .doesNot("is of release \(other.text), and the cluster is of \(version)") }
    if isConfluents, let named = reference.line {
      return named == (line.major, line.minor)
        ? .moves : .doesNot("is of release \(named.major).\(named.minor), and the cluster is of \(version)")
    }
    return reference.isMoving ? .moves : .untold
  }

  /// Whether an image of that name is one of Confluent's, whichever registry it is in.
  private static func isConfluents(_ name: String) -> Bool {
    name.utf8.starts(with: "cp-".utf8) || name == "confluent-local"
  }

  /// The names of Confluent's images that do a service's work without a licence.
  private func images(of facts: ServiceFacts) -> [String] {
    let own = ImageReference(facts.image).name
    return [own] + facts.service.images.alternatives(own)
  }

  /// The architectures that an image exists for, where that is known.
  ///
  /// Source for Confluent's: github.com/confluentinc/kafka-images issues 159 and 183. Whoever copies an image under
  /// another name may have built it for another one.
  package static func architectures(ofImage image: String) -> [Architecture]? {
    let reference = ImageReference(image)
    if let named = reference.architecture { return [named] }
    let version = reference.versions.first
    if let known = Service.all.lazy.compactMap({ $0.images.architectures[reference.path] }).first {
      return known(version)
    }
    return reference.path.begins(with: "confluentinc/cp-") ? version.map(architectures(ofImagesOf:)) : nil
  }

  /// The image that goes in the place of one that a compose file has for a service, if that one needs a licence or is
  /// what the branch's file is known to have instead of the release's.
  package func replacement(of image: String, for facts: ServiceFacts) -> String? {
    let isStray = strayTag.map { image == "\(ImageReference(facts.image).repository):\($0)" } ?? false
    let isUnnamed = namesImagesByVariables && image.utf8.contains(UInt8(ascii: "$"))
    guard isLicensed(image) || isUnnamed || isStray else { return nil }
    let sample = facts.service.images.sample
    let isSample = ImageReference(image).name.ends(with: "connect-datagen")
    return isSample ? sample?(self) ?? facts.image : facts.image
  }
}

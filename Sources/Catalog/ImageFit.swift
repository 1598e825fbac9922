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

extension Release {
  /// Whether the version behind an image is known, and goes with the release.
  ///
  /// `facts` are of the service that it is for; nil for one that isn't of the stack.
  package func fit(of image: String, for facts: ServiceFacts?) -> ImageFit {
    let reference = ImageReference(image)
    let isConfluents = Self.isConfluents(reference.name)
    guard let facts else { return isConfluents ? confluentFit(of: reference, facts: nil) : .fits }
    if facts.service.isUserInterface || Self.separateKsql.contains(reference.name) {
      return separateFit(of: reference, facts)
    }
    if reference.name == ImageReference(sampleConnect).name, reference.tag == ImageReference(sampleConnect).tag {
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

  /// An image with a version of its own.
  private func separateFit(of reference: ImageReference, _ facts: ServiceFacts) -> ImageFit {
    if reference.isMoving { return .moves }
    guard facts.service == .kafkaManager, number < Self.firstForAnyManager else { return .fits }
    guard let version = reference.leadingVersion else { return .untold }
    return version.major < 3 ? .fits : .doesNot("needs a later ZooKeeper than \(zooKeeperVersion ?? "")")
  }

  /// The servers of ksqlDB that its own project published, numbered 0.x (github.com/confluentinc/ksql, CHANGELOG.md).
  private static let separateKsql = ["ksqldb-server", "ksqldb-cli"]

  /// Whether an image of that name is one of Confluent's, whichever registry it is in.
  private static func isConfluents(_ name: String) -> Bool {
    name.utf8.starts(with: "cp-".utf8) || name == "confluent-local"
  }

  /// The names of Confluent's images that do a service's work without a licence.
  private func images(of facts: ServiceFacts) -> [String] {
    let own = ImageReference(facts.image).name
    return facts.service == .connect ? [own, "\(own)-base"] : [own]
  }

  /// The architectures that an image exists for, where that is known.
  ///
  /// Sources: github.com/confluentinc/kafka-images issues 159 and 183 for Confluent's; kafka-connect-datagen pull request
  /// 121; the Dockerfile of github.com/hleb-albau/kafka-manager-docker; the release workflow of
  /// github.com/kafbat/kafka-ui. Whoever copies an image under another name may have built it for another one.
  package static func architectures(ofImage image: String) -> [Architecture]? {
    let reference = ImageReference(image)
    if let named = reference.architecture { return [named] }
    let version = reference.versions.first
    switch reference.path {
    case "hlebalbau/kafka-manager": return [.x86_64]
    case "ghcr.io/kafbat/kafka-ui": return [.x86_64, .aarch64]
    case "cnfldemos/kafka-connect-datagen":
      return version.map { $0 < Version(0, 6, 0) ? [.x86_64] : [.x86_64, .aarch64] }
    case let path where path.utf8.starts(with: "confluentinc/cp-".utf8):
      return version.map(architectures(ofImagesOf:))
    default: return nil
    }
  }
}

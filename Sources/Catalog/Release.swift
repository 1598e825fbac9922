import Text

/// A release of Confluent Platform: the facts that the program needs to know about it.
///
/// What changes with the line is in `ReleaseLine`, what changes with the version in `Release+Facts.swift`.
package struct Release: Sendable {
  /// Where Confluent keeps the release's cp-all-in-one folder.
  package struct Checkout: Sendable {
    /// The git repository.
    package let repository: String
    /// The branch.
    package let ref: String
    /// The folder that holds docker-compose.yml.
    package let directory: String

    /// Makes a checkout.
    package init(repository: String, ref: String, directory: String) {
      self.repository = repository
      self.ref = ref
      self.directory = directory
    }
  }

  /// The user that owns the data directories: the one that the release's containers run as.
  package struct Owner: Sendable, Equatable {
    /// The user id.
    package let uid: Int
    /// The group id.
    package let gid: Int

    /// Makes an owner.
    package init(uid: Int, gid: Int) {
      self.uid = uid
      self.gid = gid
    }
  }

  /// How the cluster keeps its metadata.
  package enum Mode: String, Sendable, CaseIterable {
    /// By a quorum of Kafka's own controllers.
    case kraft
    /// In ZooKeeper.
    case zookeeper
  }

  /// Its version, by its numbers.
  package let number: Version
  /// The line that it belongs to.
  package let line: ReleaseLine

  /// Makes the release of a line with that patch.
  init(_ line: ReleaseLine, patch: Int) {
    number = Version(line.major, line.minor, patch)
    self.line = line
  }

  /// The release, as in the tags of its images.
  package var version: String { number.text }
  /// The Apache Kafka release inside it.
  package var kafka: KafkaVersion { line.kafka }
  /// That release in a sentence, with its patch level where that is known.
  package var kafkaVersion: String { line.kafkaPatch.map { "\(kafka).\($0)" } ?? kafka.description }
  /// The ZooKeeper release inside it; nil where there is none.
  package var zooKeeperVersion: String? { line.zooKeeper }
  /// The last day, as YYYY-MM-DD, or month of Confluent's longest support.
  package var endOfSupport: String { line.endOfSupport }
  /// What is known to be wrong with it.
  package var knownFaults: [KnownFault] { KnownFault.of(number) }
}

/// A processor architecture, by the name that `uname -m` prints.
package enum Architecture: String, Sendable {
  /// Intel's and AMD's 64-bit processors.
  case x86_64
  /// Arm's 64-bit processors, such as Graviton.
  case aarch64
}

extension Release {
  /// Every release that the program knows, newest first.
  package static let all: [Release] = ReleaseLine.all.flatMap { line in
    line.patches.reversed().map { Release(line, patch: $0) }
  }

  /// The release of that version, if it is known.
  package static func named(_ version: String) -> Release? {
    let numbers = version.split(at: ".").compactMap { Int($0) }
    guard numbers.count == 3, Version(numbers[0], numbers[1], numbers[2]).text == version else { return nil }
    let line = ReleaseLine.all.first { $0.major == numbers[0] && $0.minor == numbers[1] }
    return line.flatMap { $0.patches.contains(numbers[2]) ? Release($0, patch: numbers[2]) : nil }
  }

  /// Whether an image needs an enterprise licence, whichever registry it comes from.
  package func isLicensed(_ image: String) -> Bool { licensedImages[ImageReference(image).name] != nil }
}

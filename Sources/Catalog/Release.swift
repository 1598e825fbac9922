import Text
package import YAML

/// A release of Confluent Platform: the facts that the program needs to know about it.
///
/// What changes with the line is in `ReleaseLine`, what changes with the version in `Release+Facts.swift` and
/// `Release+Services.swift`.
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

  /// The services that a profile can ask for, in the order in which they start.
  package let services: [ServiceFacts]
  /// The program's own compose file for the release, in the shape of the upstream one.
  package let base: Node

  private init(_ number: Version, _ line: ReleaseLine, services: [ServiceFacts], base: Node) {
    self.number = number
    self.line = line
    self.services = services
    self.base = base
  }

  /// Makes the release of a line with that patch.
  init(_ line: ReleaseLine, patch: Int) {
    // The lists follow from the version alone, and are asked for again and again.
    let bare = Release(Version(line.major, line.minor, patch), line, services: [], base: .null)
    let services = bare.listedServices
    self.init(bare.number, line, services: services, base: bare.composeFile(of: services))
  }

  /// The release, as in the tags of its images.
  package var version: String { number.text }
  /// The Apache Kafka release inside it.
  package var kafkaVersion: String { line.kafka }
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

/// A service that a profile can ask for, by the name it has in the compose file.
package enum Service: String, Sendable, CaseIterable {
  /// Apache ZooKeeper.
  case zookeeper
  /// The Kafka broker.
  case broker
  /// Confluent Schema Registry.
  case schemaRegistry = "schema-registry"
  /// Kafka Connect.
  case connect
  /// Confluent REST Proxy.
  case restProxy = "rest-proxy"
  /// KSQL server, up to 5.4.
  case ksqlServer = "ksql-server"
  /// The same from 5.5 on, under its new name.
  case ksqldbServer = "ksqldb-server"
  /// A KRaft controller in a container of its own.
  case controller
  /// The web UI Kafka Manager.
  case kafkaManager = "kafka-manager"
  /// The web UI Kafka UI.
  case kafkaUI = "kafka-ui"

  /// Whether it is a web UI, of which one serves the whole cluster.
  package var isUserInterface: Bool { self == .kafkaManager || self == .kafkaUI }
}

/// The facts about a service in a release.
package struct ServiceFacts: Sendable {
  /// A directory of the data volume with the path at which the container expects it.
  package struct Volume: Sendable {
    /// The directory below the mount.
    package let directory: String
    /// The path in the container.
    package let path: String
  }

  /// Which service.
  package let service: Service
  /// Its image with tag.
  package let image: String
  /// The image's licence.
  package let licence: String
  /// The port that its clients connect to; for a broker the profile's listeners decide.
  package let port: Int
  /// Ports that only its peers on other nodes connect to.
  package let peerPorts: [Int]
  /// Where it keeps data.
  package let volumes: [Volume]
  /// The variable that sets the heap of its Java process.
  package let heapVariable: String
  /// The architectures that its image exists for.
  package let architectures: [Architecture]
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

  /// The facts about a service.
  package func facts(of service: Service) -> ServiceFacts? {
    services.first { $0.service == service }
  }

  /// Whether an image needs an enterprise licence, whichever registry it comes from.
  package func isLicensed(_ image: String) -> Bool { licensedImages[ImageReference(image).name] != nil }
}

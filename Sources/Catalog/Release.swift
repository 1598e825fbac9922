package import YAML

/// A release of Confluent Platform: the facts that the program needs to know about it.
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

  /// The release, as in the tags of its images.
  package let version: String
  /// The Apache Kafka release inside it.
  package let kafkaVersion: String
  /// The ZooKeeper release inside it.
  package let zooKeeperVersion: String
  /// The last day of Confluent's longest support, as YYYY-MM-DD.
  package let endOfSupport: String
  /// Where its compose file is checked out from.
  package let checkout: Checkout
  /// Who must be able to write to the data directories.
  package let owner: Owner
  /// The architectures that its images exist for.
  package let architectures: [Architecture]
  /// Whether `__` and `___` in a variable's name stand for `_` and `-` in the property; otherwise properties with
  /// those characters can't be set through a variable.
  package let readsLongUnderscores: Bool
  /// The services that a profile can ask for, in the order in which they start.
  package let services: [ServiceFacts]
  /// Services of the upstream file that are never kept: they need a licence or only make sample data.
  package let droppedServices: [String]
  /// Images that need an enterprise licence, by `imageName`, with the community image that does the same work where
  /// there is one.
  package let licensedImages: [String: String?]
  /// Variables, per service, that only licensed features read; a name that ends in `*` stands for all that begin so.
  package let licensedVariables: [Service: [String]]
  /// Variables of the broker's image that are for its scripts or for Java and set no property.
  package let brokerVariables: Set<String>
  /// The program's own compose file for the release, in the shape of the upstream one.
  package let base: Node
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
  /// KSQL server.
  case ksqlServer = "ksql-server"
  /// The web UI Kafka Manager.
  case kafkaManager = "kafka-manager"
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
}

extension Release {
  /// Every release that the program knows, newest first.
  package static let all: [Release] = [.v5_3_1]

  /// The release of that version, if it is known.
  package static func named(_ version: String) -> Release? {
    all.first { $0.version == version }
  }

  /// The facts about a service.
  package func facts(of service: Service) -> ServiceFacts? {
    services.first { $0.service == service }
  }

  /// The name of an image without registry, owner, tag and digest, which it keeps in every mirror.
  package static func imageName(_ reference: some StringProtocol) -> String {
    let last = reference.split(separator: "/").last ?? ""
    return String(last.prefix { $0 != ":" && $0 != "@" })
  }

  /// Whether an image needs an enterprise licence, whichever registry it comes from.
  package func isLicensed(_ image: String) -> Bool { licensedImages[Self.imageName(image)] != nil }
}

package import Catalog

/// The facts about a service in a release.
package struct ServiceFacts: Sendable {
  /// A directory of the data volume with the path at which the container expects it.
  package struct Volume: Sendable {
    /// The directory below the mount.
    package let directory: String
    /// The path in the container.
    package let path: String

    /// Makes a volume.
    package init(directory: String, path: String) {
      self.directory = directory
      self.path = path
    }
  }

  /// Which service.
  package let service: Service
  /// Its image with tag.
  package let image: String
  /// The image's licence.
  package let licence: String
  /// The port that its clients connect to; for a broker the profile's listeners decide, and one of the operator's own
  /// has what the profile says.
  package let port: Int?
  /// Ports that only its peers on other nodes connect to.
  package let peerPorts: [Int]
  /// Where it keeps data.
  package let volumes: [Volume]
  /// The variable that sets the heap of its Java process, if it has one.
  package let heapVariable: String?
  /// The architectures that its image exists for.
  package let architectures: [Architecture]
}

extension ServiceFacts {
  /// The licences of the images.
  enum Licence {
    static let community = "Confluent Community License"
    static let apache = "Apache-2.0"
  }

  /// The facts about a service whose image is Confluent's and has the release as its tag.
  ///
  /// Sources: docker-compose.yml of each branch of cp-all-in-one for names and images; the Dockerfiles of
  /// github.com/confluentinc/cp-docker-images, kafka-images, schema-registry-images, kafka-rest-images and ksql-images
  /// for volumes, ports and heap variables; Confluent's image reference for licences.
  static func confluent(
    _ service: Service,
    in release: Release,
    image: String,
    licence: String = Licence.community,
    port: Int,
    peerPorts: [Int] = [],
    volumes: [Volume] = [],
    heapVariable: String = "KAFKA_HEAP_OPTS"
  ) -> ServiceFacts {
    ServiceFacts(
      service: service,
      image: "confluentinc/\(image):\(release.version)",
      licence: licence,
      port: port,
      peerPorts: peerPorts,
      volumes: volumes,
      heapVariable: heapVariable,
      architectures: release.architectures
    )
  }
}

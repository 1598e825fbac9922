import Catalog
import YAML

extension Service {
  /// The web UI Kafka Manager.
  package static let kafkaManager: Service = Service(
    name: "kafka-manager",
    title: "Kafka Manager",
    placement: .oneNode,
    facts: { release in
      guard release.modes.contains(.zookeeper) else { return nil }
      return ServiceFacts(
        service: .kafkaManager,
        image: "hlebalbau/kafka-manager:\(versions.at(release.number) ?? "3.0.0.5")",
        licence: ServiceFacts.Licence.apache,
        port: 9000,
        peerPorts: [],
        volumes: [],
        heapVariable: "JAVA_OPTS",
        architectures: architectures
      )
    },
    isDefault: isManagerDefault,
    heap: Heap(divisor: 32, bounds: 256...512),
    // It asks ZooKeeper.
    isClient: false,
    images: Images(
      names: ["kafka-manager", "cmak"],
      hasVersionsOfItsOwn: true,
      architectures: ["hlebalbau/kafka-manager": { _ in architectures }],
      fault: { image, release in
        guard release.number < firstForAnyManager else { return .fits }
        guard let version = image.leadingVersion else { return .untold }
        return version.major < 3
          ? .fits : .doesNot("needs a later ZooKeeper than \(release.zooKeeperVersion ?? "")")
      }
    ),
    signs: ["ZK_HOSTS"],
    // A pid file left by a container that was killed would keep the next one from starting.
    settings: { _ in [("command", "-Dpidfile.path=/dev/null")] },
    variables: { context in
      [
        .set("ZK_HOSTS", text: context.zooKeeperConnect),
        // Both are made on the node at first boot; compose reads them from the `.env` file beside it.
        .set("APPLICATION_SECRET", text: "${\(sessionSecret)}"),
        .set("KAFKA_MANAGER_AUTH_ENABLED", "true"),
        .set("KAFKA_MANAGER_PASSWORD", text: "${\(managerPassword)}"),
      ]
    },
    secrets: [sessionSecret, managerPassword],
    bootStep: "kafka-manager",
    login: Login(user: "admin", password: managerPassword)
  )
}

private let sessionSecret = "APPLICATION_SECRET"
private let managerPassword = "KAFKA_MANAGER_PASSWORD"

/// Its Dockerfile starts from an image for amd64, and was last built in 2021 (github.com/hleb-albau/kafka-manager-docker).
private let architectures: [Architecture] = [.x86_64]

/// The first release whose ZooKeeper every Kafka Manager can use.
private let firstForAnyManager = Version(5, 4, 0)

/// From 3.0 on its Curator needs ZooKeeper 3.5, and 5.3 has 3.4 (github.com/yahoo/CMAK issue 731).
private let versions = History((Version(5, 3, 1), "2.0.0.2"), (firstForAnyManager, "3.0.0.5"))

/// It is the web UI of a cluster with ZooKeeper, on processors that there is an image for.
@Sendable func isManagerDefault(_ cluster: DefaultCluster) -> Bool {
  !cluster.isKRaft && architectures.contains(cluster.architecture)
}

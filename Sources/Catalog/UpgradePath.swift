/// A step of the way from one release to another.
package enum UpgradeStep: Sendable {
  /// The nodes change to a release, in the mode they are in.
  case release(Release)
  /// The cluster's metadata move from ZooKeeper to KRaft, at the release the nodes are at.
  case migration
}

/// Where an upgrade has to stop, since what lies behind can't read what lies before.
package struct UpgradeStop: Sendable {
  /// The first release that it may stop at; a cluster of one before has to.
  package let first: Version
  /// The first release that it can't go to before it has stopped.
  package let limit: Version
  /// Why.
  package let reason: String
  /// The release to stop at: the newest of those that it may.
  package var release: Release { Release.all.first { $0.number < limit } ?? Release.all[0] }

  /// The stops of clusters in ZooKeeper mode.
  ///
  /// Source: upgrade notes of Confluent for Kubernetes 2.7 about ZooKeeper 3.8: servers from before Kafka 2.4 go there by
  /// way of Kafka 2.4 to 3.5. Seen with the servers themselves: three of 3.4.14 become 3.6.4 and then 3.8.4 one
  /// after the other, and each write in between is kept.
  package static let all = [
    UpgradeStop(
      first: Version(5, 4, 0),
      limit: Version(7, 6, 0),
      reason: "ZooKeeper 3.4 becomes 3.8 by way of a release in between"
    )
  ]

  /// The first release that a cluster can leave ZooKeeper at; the newest that has both modes is the one to do it at.
  ///
  /// Source: Confluent Platform 8.3, "Upgrade Confluent Platform"; 7.9, "Migrate from ZooKeeper to KRaft".
  package static let firstMigration = Version(7, 7, 1)
}

/// What to know when an upgrade crosses a release.
package struct UpgradeNote: Sendable {
  /// The first release that it is true of.
  package let version: Version
  /// The services that it is about; a stack without any of them needn't know.
  package let services: [Service]
  /// What to do, and why.
  package let text: String

  /// All notes, in the order of the releases.
  package static let all = [
    // ksqlDB's upgrade notes of 5.5: "Upgrading to ksqlDB 5.5 from KSQL 5.4".
    UpgradeNote(
      version: Version(5, 5, 0),
      services: [.ksqlServer],
      text: """
        ksqlDB doesn't go on with KSQL's queries: keep their statements, ask for `ksqldb-server` instead of `ksql-server`, \
        with a KSQL_KSQL_SERVICE_ID of its own, and run them again
        """
    ),
    // Kafka 4.0's upgrade notes (KIP-896).
    UpgradeNote(
      version: Version(8, 0, 0),
      services: [.broker],
      text: "clients older than Kafka 2.1 can't connect any more: find and replace them before"
    ),
    // Upgrade notes of Confluent for Kubernetes 3.3 about Confluent Platform 8.0.
    UpgradeNote(
      version: Version(8, 0, 0),
      services: [.broker],
      text: """
        a topic with `message.format.version`, or with `segment.bytes` below 1 MiB, keeps a broker from starting: remove \
        these settings with kafka-configs before
        """
    ),
  ]
}

extension Release {
  /// The way from this release to another.
  /// - Parameters:
  ///   - mode: how the cluster keeps its metadata now.
  ///   - target: the release to go to.
  ///   - targetMode: how it is to keep them then.
  /// - Returns: the steps in their order, none within one release and mode; nil when there is no way.
  package func steps(in mode: Mode, to target: Release, _ targetMode: Mode) -> [UpgradeStep]? {
    guard number <= target.number, mode == targetMode || mode == .zookeeper else { return nil }
    var steps: [UpgradeStep] = []
    var current = self
    func go(to release: Release) {
      if current.number < release.number { steps.append(.release(release)) }
      current = release
    }
    if mode == .zookeeper {
      let last = target.number.isMigration ? target : current.number.isMigration ? current : Self.lastWithZooKeeper
      let goal = targetMode == .zookeeper ? target : last
      for stop in UpgradeStop.all where current.number < stop.first && stop.limit <= goal.number {
        go(to: stop.release)
      }
      go(to: goal)
      if targetMode == .kraft { steps.append(.migration) }
    }
    go(to: target)
    return steps
  }

  /// The newest release that has both modes.
  private static var lastWithZooKeeper: Release { all.first { $0.modes.contains(.zookeeper) } ?? all[0] }

  /// What to know when a stack with some services goes from this release to another.
  package func notes(to target: Release, running services: [Service]) -> [String] {
    UpgradeNote.all.filter { note in
      number < note.version && note.version <= target.number && note.services.contains(where: services.contains)
    }.map(\.text)
  }
}

extension Version {
  /// Whether clusters of that release can leave ZooKeeper.
  fileprivate var isMigration: Bool {
    UpgradeStop.firstMigration <= self && Release.named(text)?.modes.contains(.zookeeper) == true
  }
}

/// A variable without which a service doesn't start on the data of an earlier release.
package struct UpgradeVariable: Sendable {
  /// The service.
  package let service: Service
  /// The variable.
  package let name: String
  /// What has to be in it.
  package let value: String
  /// The first release that needs it, for the data of those before.
  package let first: Version
  /// The first release whose nodes can do without it once they have run with it.
  package let last: Version
  /// Why.
  package let reason: String

  /// All of them.
  ///
  /// Source: ZOOKEEPER-3056 and, for followers, which before 3.6.3 write no snapshot of their own then, ZOOKEEPER-3781;
  /// seen with the servers themselves: 3.5.9, 3.6.4 and 3.8.4 stop on the data of a 3.4.14 that has written no
  /// snapshot, which it does after 100,000 changes only. Confluent's images pass no variable of their own for it on
  /// (zookeeper.properties.template of github.com/confluentinc/kafka-images), but Java's options.
  package static let all = [
    UpgradeVariable(
      service: .zookeeper,
      name: "KAFKA_OPTS",
      value: "-Dzookeeper.snapshot.trust.empty=true",
      first: Version(5, 4, 0),
      last: Version(7, 0, 0),
      reason: "ZooKeeper from 3.5 on doesn't start on data without a snapshot, and 3.4 rarely writes one"
    )
  ]

  /// Whether nodes of a release with or without the variable need it to go to another.
  package func isNeeded(from release: Release, having isSet: Bool, to target: Release) -> Bool {
    first <= target.number && (release.number < first || isSet && release.number < last)
  }
}

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
}

extension Version {
  /// Whether clusters of that release can leave ZooKeeper.
  fileprivate var isMigration: Bool {
    UpgradeStop.firstMigration <= self && Release.named(text)?.modes.contains(.zookeeper) == true
  }
}

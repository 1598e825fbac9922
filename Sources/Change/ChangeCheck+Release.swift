import Findings
import Text
import Catalog
import Cluster
import Profile
import Services

extension ChangeCheck {
  mutating func checkRelease(from first: NodeFacts, to next: NodeFacts) {
    guard let (release, mark) = first.release else {
      diagnostics.warning(
        "unknown-earlier-release",
        "what is in \(before.folder) doesn't tell its release, so the way from there isn't checked",
        at: releaseMark,
        help: "docs/upgrade.md has the steps between releases"
      )
      return
    }
    let target = cluster.release
    let note = Diagnostic.Note("the nodes have it from here", at: mark)
    if let reason = reasonAgainstDowngrade(from: release, first) {
      diagnostics.error(
        "downgrade",
        "release \(release.version) can't go back to \(target.version): \(reason)",
        at: releaseMark,
        help: "stay at `release: \(release.version)`, or go to a later one",
        notes: [note]
      )
      return
    }
    if release.number < target.number {
      let steps = release.steps(in: first.mode, to: target, first.mode) ?? []
      if case .release(let stop)? = steps.first, stop.number != target.number,
        let reason = UpgradeStop.all.first(where: { $0.release.number == stop.number })?.reason
      {
        diagnostics.error(
          "release-jump",
          "release \(release.version) can't become \(target.version) in one step: \(reason)",
          at: releaseMark,
          help: "write `release: \(stop.version)` first",
          notes: [note] + notes(of: steps, from: release, first)
        )
        return
      }
      diagnostics.warning(
        "release-change",
        "\(before.folder) has release \(release.version), and this makes it \(target.version)",
        at: releaseMark,
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [note] + notes(of: steps, from: release, first)
      )
    }
    checkProtocol(from: release, first, to: next)
    checkVariables(from: release)
  }

  /// Why the release can't go back to the profile's, if that is an earlier one and it can't.
  ///
  /// Brokers go back as long as all speak the older protocol. Servers of ZooKeeper aren't known to read what newer ones
  /// wrote, and the metadata of KRaft may be of a newer version, which these files don't tell.
  private func reasonAgainstDowngrade(from release: Release, _ first: NodeFacts) -> String? {
    let target = cluster.release
    let isSameLine = target.line.major == release.line.major && target.line.minor == release.line.minor
    if release.number <= target.number || isSameLine { return nil }
    if first.mode == .kraft { return "its metadata may be of a version that an earlier line can't read" }
    if let spoken = first.protocolVersion(at: release), let known = KafkaVersion(target.kafkaVersion), known < spoken {
      return "its brokers speak protocol \(spoken), and Kafka \(known) doesn't"
    }
    return zooKeeperLine(target) == zooKeeperLine(release)
      ? nil : "an earlier ZooKeeper isn't known to read the data of \(release.zooKeeperVersion ?? "this one")"
  }

  private func zooKeeperLine(_ release: Release) -> [Substring]? {
    release.zooKeeperVersion.map { Array($0.split(at: ".").prefix(2)) }
  }

  /// The rule of each Kafka's upgrade notes: brokers keep the protocol of the release that they come from until all run
  /// the new one, and never go back to an earlier protocol.
  private mutating func checkProtocol(from release: Release, _ first: NodeFacts, to next: NodeFacts) {
    guard first.mode == .zookeeper, before.nodes.count > 1, let known = KafkaVersion(release.kafkaVersion),
      let spoken = first.protocolVersion(at: release), let new = next.protocolVersion(at: cluster.release)
    else { return }
    let mark = propertyMark("inter.broker.protocol.version") ?? releaseMark
    if known < new && release.number < cluster.release.number {
      diagnostics.error(
        "protocol-version",
        "brokers of \(cluster.release.version) would speak protocol \(new) to those of \(release.version), which know \(known)",
        at: mark,
        help: "write `broker: {inter.broker.protocol.version: \(spoken)}` until every broker runs the new release"
      )
    } else if new < spoken {
      diagnostics.error(
        "protocol-version",
        "the brokers speak protocol \(spoken), and can't go back to \(new)",
        at: mark,
        help: "write \(spoken), or a later version up to \(known)"
      )
    } else if spoken < new {
      diagnostics.warning(
        "protocol-raised",
        "the brokers speak protocol \(spoken), and this makes it \(new), after which they can't go back to an earlier release",
        at: mark,
        help: "see first that every broker runs release \(release.version)"
      )
    }
  }

  private mutating func checkVariables(from release: Release) {
    for (service, variable) in Service.upgradeVariables {
      let nodes = pairs.filter { $0.before.running.contains(service) }
      func isSet(_ node: NodeFacts) -> Bool {
        node.variable(variable.name, of: service)?.text.contains(variable.value) == true
      }
      guard variable.isNeeded(from: release, having: nodes.contains { isSet($0.before) }, to: cluster.release),
        nodes.contains(where: { !isSet($0.after) })
      else { continue }
      diagnostics.error(
        "upgrade-variable",
        "service `\(service.name)` needs `\(variable.value)` for this step: \(variable.reason)",
        at: serviceMark(service),
        help:
          "add `\(service.name): {environment: {\(variable.name): \"\(variable.value)\"}}` to `services`, and keep it until "
          + "the nodes run \(variable.last.text) or later"
      )
    }
  }

  /// The steps as a numbered list.
  private func notes(of steps: [UpgradeStep], from release: Release, _ first: NodeFacts) -> [Diagnostic.Note] {
    var texts: [String] = []
    var current = release
    var mode = first.mode
    let isRolled = before.nodes.count > 1
    let spoken = first.protocolVersion(at: release)
    for (index, step) in steps.enumerated() {
      guard case .release(let next) = step else {
        texts.append(migration(at: current))
        mode = .kraft
        continue
      }
      let isLast = if case .release? = steps.dropFirst(index + 1).first { false } else { true }
      let isNewKafka = KafkaVersion(next.kafkaVersion).map { kafka in spoken.map { $0 < kafka } ?? true } ?? true
      var additions = Service.upgradeVariables.filter {
        first.running.contains($0.service) && $0.variable.isNeeded(from: current, having: index > 0, to: next)
      }.map { "\($0.variable.name)=\($0.variable.value) for `\($0.service.name)`" }
      let isPinned = mode == .zookeeper && isRolled && isNewKafka
      if isPinned, let spoken { additions.insert("`inter.broker.protocol.version: \(spoken)` for `broker`", at: 0) }
      texts += current.notes(to: next, running: first.running)
      texts.append(
        "set `release: \(next.version)`\(additions.isEmpty ? "" : " with \(listed(additions))"), render, and replace "
          + (isRolled ? "the instances one after the other" : "the instance")
          + (current.owner == next.owner
            ? "" : "; only a new one gives the data directories to \(next.owner.uid):\(next.owner.gid)")
      )
      if isPinned && isLast {
        texts.append("remove `inter.broker.protocol.version`, render and replace them again; then there is no way back")
      } else if mode == .kraft && isLast && isNewKafka {
        texts.append(finish(next))
      }
      current = next
    }
    return texts.enumerated().map { Diagnostic.Note("step \($0 + 1): \($1)", at: nil) }
  }

  /// The end of an upgrade in KRaft mode, by the option of Kafka's tool that leaves the list of voters as it is, unlike
  /// `--release-version`.
  private func finish(_ release: Release) -> String {
    let kafka = KafkaVersion(release.kafkaVersion).map(\.description) ?? release.kafkaVersion
    let server = "localhost:\(cluster.clientListener.port.value)"
    return
      "when every node runs it: sudo kafka-node tool kafka-features --bootstrap-server \(server) upgrade --metadata "
      + "\(kafka); then there is no way back"
  }

  private func migration(at release: Release) -> String {
    let line = "\(release.line.major).\(release.line.minor)"
    return
      "migrate to KRaft by https://docs.confluent.io/platform/\(line)/installation/migrate-zk-kraft.html, which this program "
      + "doesn't do for you; or make a new cluster and copy the topics"
  }

  // MARK: Mode

  /// Brokers of the other mode begin with empty metadata, and the partitions on their disks belong to no topic then.
  mutating func reportMode(from first: NodeFacts, to next: NodeFacts) {
    let roles = first.variable("KAFKA_PROCESS_ROLES") ?? first.variable("KAFKA_ZOOKEEPER_CONNECT")
    let note = Diagnostic.Note("the nodes have it from here", at: roles?.mark)
    let message =
      first.mode == .kraft
      ? "\(before.folder) keeps its metadata by KRaft, and ZooKeeper would begin with none"
      : "\(before.folder) keeps its metadata in ZooKeeper, and KRaft's controllers would begin with none"
    guard let release = first.release?.release,
      let steps = release.steps(in: first.mode, to: cluster.release, next.mode)
    else {
      diagnostics.error(
        "mode-changed",
        message,
        at: releaseMark,
        help: first.mode == .kraft
          ? "there is no way back to ZooKeeper" : "docs/upgrade.md has the steps between the modes",
        notes: [note]
      )
      return
    }
    let stop: Release? = if case .release(let stop)? = steps.first { stop } else { nil }
    diagnostics.error(
      "mode-changed",
      message,
      at: releaseMark,
      help: stop.flatMap { stop in
        stop.number == cluster.release.number
          ? nil : "write `release: \(stop.version)` first, with `zookeeper` among `services`"
      } ?? "keep `zookeeper` among `services` until the migration is done",
      notes: [note] + notes(of: steps, from: release, first)
    )
  }
}

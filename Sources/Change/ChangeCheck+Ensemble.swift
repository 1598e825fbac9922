import Findings
import Text
import Catalog
import Cluster
import Profile
import Services

/// How the servers of a ZooKeeper ensemble change; servers are known by their ids, which are their places from 1 on.
private struct EnsembleChange {
  /// The nodes of the servers, by server id, as far as they are known.
  let old: [Int: Int]
  let new: [Int: Int]
  let oldSize: Int
  let newSize: Int
  /// The servers that stay where they are.
  let kept: [Int]
  /// Those whose node is another one then.
  let moved: [Int]

  init(from before: Deployment, to after: [NodeFacts]) {
    func servers(_ nodes: [NodeFacts]) -> [Int: Int] {
      Dictionary(nodes.compactMap { node in node.zooKeeperServer.map { ($0, node.id) } }) { first, _ in first }
    }
    let (old, new) = (servers(before.nodes), servers(after))
    (self.old, self.new) = (old, new)
    oldSize = before.nodes.map(\.ensembleSize).max() ?? 0
    newSize = new.count
    let common = Array((1...max(oldSize, newSize, 1)).prefix(min(oldSize, newSize)))
    // What runs on a node whose file can't be read is taken for what it would be.
    func isKept(_ server: Int) -> Bool {
      old[server] == new[server] || old[server] == nil && before.unknown.contains(new[server] ?? -1)
    }
    kept = common.filter(isKept)
    moved = common.filter { !isKept($0) }
  }

  var added: [Int] { newSize > oldSize ? Array(oldSize + 1...newSize) : [] }
  var removed: [Int] { newSize < oldSize ? Array(newSize + 1...oldSize) : [] }
  var isNone: Bool { moved.isEmpty && oldSize == newSize }

  /// Whether every majority of the old servers has one in common with every majority of the new ones, so that there
  /// can't be two ensembles, whatever fails on the way.
  var hasCommonMajority: Bool {
    let ofOld = max(0, oldSize / 2 + 1 - (oldSize - kept.count))
    let ofNew = max(0, newSize / 2 + 1 - (newSize - kept.count))
    return ofOld + ofNew > kept.count
  }
}

extension ChangeCheck {
  /// Each node goes over to the new list of servers by itself, so for a while there are two lists; there must never be two
  /// majorities, and none that knows nothing.
  ///
  /// Seen with three and five servers of 3.4.14, 3.5.9 and 3.8.4: an old one that gets the new list before the new ones are
  /// followers elects a leader with them, beside the old one.
  mutating func checkEnsemble() {
    if reportServerIDs() { return }
    let change = EnsembleChange(from: before, to: after)
    if change.isNone || change.oldSize == 0 { return }
    let (knowing, ignorant) = (change.kept.count, change.newSize - change.kept.count)
    let message =
      "the ZooKeeper ensemble goes from \(change.oldSize) \(change.oldSize == 1 ? "server" : "servers") to \(change.newSize), of "
      + "which \(knowing) \(knowing == 1 ? "was" : "were") in it before"
    let isMajorityKept = knowing > change.oldSize / 2 || change.moved.isEmpty && change.hasCommonMajority
    if !isMajorityKept || ignorant > change.newSize / 2 {
      reportEnsemble(
        message
          + (ignorant > change.newSize / 2
            ? ": a majority would know nothing" : ": the majority that knows all would be gone"),
        change
      )
    } else if !change.moved.isEmpty && change.oldSize != change.newSize {
      reportEnsemble(message + ": servers can't change their nodes and their number at once", change)
    } else {
      let risk =
        change.added.count > 1 && !change.hasCommonMajority
        ? "; or add one server at a time, which is safe even if one fails meanwhile: write `zookeeper: {on: "
          + "[\(nodes(change.new, upTo: change.oldSize + 1))]}` under `services` first" : ""
      diagnostics.warning(
        "ensemble-changed",
        message,
        at: serviceMark(.zookeeper),
        help: "take these steps in this order, or there may be two ensembles, each with a part of the data\(risk)"
          + (cluster.hasVolumeIdentity ? "; an instance refresh has an order of its own" : ""),
        notes: steps(change).enumerated().map { Diagnostic.Note("step \($0 + 1): \($1)", at: nil) }
      )
    }
  }

  private mutating func reportEnsemble(_ message: String, _ change: EnsembleChange) {
    let ids = (1...change.oldSize).compactMap { change.old[$0] }.map(String.init).joined(separator: ", ")
    // One server more or less has a majority in common with what there is.
    let next =
      change.moved.isEmpty && change.newSize > change.oldSize
      ? nodes(change.new, upTo: change.oldSize + 1)
      : change.moved.isEmpty && change.oldSize > 1 ? nodes(change.old, upTo: change.oldSize - 1) : nil
    diagnostics.error(
      "ensemble-changed",
      message,
      at: serviceMark(.zookeeper),
      help: "write `zookeeper: {on: [\(ids)]}` under `services`, or change fewer servers at a time"
        + (next.map { ", next `on: [\($0)]`" } ?? "")
    )
  }

  /// Reports servers that would find another one's data; whether there are any.
  private mutating func reportServerIDs() -> Bool {
    var isAny = false
    for (before, after) in pairs {
      guard let server = before.zooKeeperServer, let other = after.zooKeeperServer, server != other else { continue }
      isAny = true
      diagnostics.error(
        "server-id-changed",
        "node \(after.id) would be ZooKeeper server \(other), and its data are those of server \(server)",
        at: serviceMark(.zookeeper),
        help: "keep the order of `services.zookeeper.on`, and add servers at its end",
        notes: [
          Diagnostic.Note("the server id is set here", at: before.variable("ZOOKEEPER_SERVER_ID", of: .zookeeper)?.mark)
        ]
      )
    }
    return isAny
  }

  private func nodes(_ servers: [Int: Int], upTo last: Int) -> String {
    (1...last).compactMap { servers[$0] }.map(String.init).joined(separator: ", ")
  }

  // MARK: Steps

  /// The order in which the nodes get their new files.
  private func steps(_ change: EnsembleChange) -> [String] {
    let port = cluster.placement(of: .zookeeper)?.facts.port ?? 2181
    let all = "one server says `Mode: leader` and all others `Mode: follower`"
    var steps = [
      "ask each server how it is, here and below, with docker exec zookeeper \(Service.zooKeeperMode(port: port)); go on when "
        + (change.oldSize == 1 ? "it says `Mode: standalone`" : all)
    ]
    for server in change.moved {
      steps += [
        "\(leaving(server, change)), and wait until of the other servers \(all)",
        "give broker \(change.new[server] ?? 0) its new files, and wait until it says `Mode: follower`",
      ]
    }
    for server in change.removed.reversed() {
      let goesOn = server - 1 > change.oldSize / 2
      steps.append(
        leaving(server, change)
          + (goesOn ? ", and wait until of the other servers \(all)" : "; ZooKeeper stands still from here to the end")
      )
    }
    for server in change.added {
      let ask = change.oldSize == 1 ? "which says nothing yet" : "and wait until it says `Mode: follower`"
      steps.append("give broker \(change.new[server] ?? 0) its new files, \(ask)")
    }
    let kept = change.kept.compactMap { change.new[$0] }.map(String.init)
    if kept.count == 1 {
      let end = change.newSize == 1 ? "it says `Mode: standalone`" : all
      return steps + ["give broker \(listed(kept)) its new files, and wait until \(end)"]
    }
    let danger =
      change.added.isEmpty || change.hasCommonMajority
      ? "" : "; if the leader fails meanwhile, it must not start again with its old files"
    // No fewer than a majority of the old list go on.
    let pause =
      min(change.oldSize, change.newSize) > change.oldSize / 2 + 1
      ? "" : "; ZooKeeper stands still while one of them is away"
    return steps + [
      "of brokers \(listed(kept)) give the followers their new files, one after the other, and wait each time until it says "
        + "`Mode: follower` again\(danger)\(pause)",
      "give the one that is left, the leader, its new files",
    ]
  }

  /// How a server goes for good, so that it doesn't come back beside the new ones.
  private func leaving(_ server: Int, _ change: EnsembleChange) -> String {
    change.old[server].map { "give broker \($0) its new files, which have no server \(server)" }
      ?? "see that server \(server) is gone for good with its node"
  }
}

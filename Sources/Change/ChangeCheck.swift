package import Findings
import Text
import Catalog
package import Cluster
import Profile
import Services

/// Sets what a profile makes of a cluster against what the cluster is: what lies between two releases, and what would
/// destroy it.
package struct ChangeCheck {
  let before: Deployment
  let cluster: Cluster
  let profile: Profile
  var diagnostics: Diagnostics
  let after: [NodeFacts]

  /// Reports what a change from one state to the other does.
  /// - Parameters:
  ///   - before: what is deployed.
  ///   - after: the nodes that the profile makes.
  ///   - cluster: the cluster that the profile makes.
  ///   - diagnostics: where to report.
  package static func check(
    from before: Deployment,
    to after: [NodeFacts],
    of cluster: Cluster,
    into diagnostics: inout Diagnostics
  ) {
    guard let first = before.nodes.first, let next = after.first else { return }
    var check = ChangeCheck(
      before: before,
      cluster: cluster,
      profile: cluster.profile,
      diagnostics: diagnostics,
      after: after
    )
    check.checkNodes()
    if first.mode == next.mode {
      check.checkRelease(from: first, to: next)
      check.checkEnsemble()
      check.checkClusterID(from: first, to: next)
      check.checkQuorum(from: first, to: next)
      check.checkVolumes()
      check.checkReplication(from: first, to: next)
      check.checkPropertyNames(from: first)
    } else {
      check.reportMode(from: first, to: next)
    }
    check.checkConnect()
    check.checkIdentity()
    check.checkDelivery()
    diagnostics = check.diagnostics
  }

  /// The nodes that both states have.
  var pairs: [(before: NodeFacts, after: NodeFacts)] {
    let ids = Dictionary(after.map { ($0.id, $0) }) { first, _ in first }
    return before.nodes.compactMap { node in ids[node.id].map { (node, $0) } }
  }

  var releaseMark: SourceMark? { profile.release.mark ?? cluster.mark }

  var nodesMark: SourceMark? {
    switch profile.nodes {
    case .pattern(let pattern):
      (before.nodes.first?.id == pattern.firstID.value ? nil : pattern.firstID.mark) ?? pattern.count.mark
    case .list(let nodes): nodes.first?.id.mark
    }
  }

  func serviceMark(_ service: Service) -> SourceMark? {
    let settings = profile.services?.first { $0.name.value == service.name }
    return settings?.on?.first?.mark ?? settings?.name.mark ?? nodesMark
  }

  func propertyMark(_ name: String) -> SourceMark? {
    profile.broker.last { $0.name.value == name }?.value.mark
  }

  // MARK: Nodes

  private mutating func checkNodes() {
    let ids = Set(after.map(\.id))
    let known = Set(before.nodes.map(\.id) + before.unknown)
    let gone = known.filter { !ids.contains($0) }.sorted()
    let folders = gone.map { "\(before.folder)/broker-\($0)" }
    if !gone.isEmpty {
      let (brokers, are, they, their) =
        gone.count == 1 ? ("broker", "is", "it holds", "its") : ("brokers", "are", "they hold", "their")
      diagnostics.error(
        "removed-node",
        "\(brokers) \(listed(gone.map(String.init))) of \(before.folder) \(are) missing, and what only \(they) would be lost",
        at: nodesMark,
        help: "move \(their) partitions to other brokers with kafka-reassign-partitions, then remove \(listed(folders))"
      )
    }
    let new = after.map(\.id).filter { !known.contains($0) }
    if !new.isEmpty && gone.isEmpty {
      diagnostics.warning(
        "added-node",
        "\(new.count == 1 ? "broker" : "brokers") \(listed(new.map(String.init))) will hold nothing but new topics",
        at: nodesMark,
        help: "move partitions there with kafka-reassign-partitions"
      )
    }
  }

  /// What the nodes of a KRaft cluster have written on their disks when they were formatted, and can't become another.
  private mutating func checkQuorum(from first: NodeFacts, to next: NodeFacts) {
    for (before, after) in pairs {
      for service in [Service.broker, .controller] {
        for (name, noun) in [("KAFKA_NODE_ID", "node id"), ("KAFKA_PROCESS_ROLES", "role")] {
          guard let old = before.variable(name, of: service), let new = after.variable(name, of: service),
            old.text != new.text
          else { continue }
          reportQuorum(
            "the \(noun) of `\(service.name)` on node \(after.id) would be \(new.text), and its data are those of \(old.text)",
            old
          )
        }
      }
    }
    let voters = "KAFKA_CONTROLLER_QUORUM_VOTERS"
    if let old = first.variable(voters), let new = next.variable(voters), ids(of: old) != ids(of: new) {
      reportQuorum(
        "the controllers would be \(listed(ids(of: new))), and they are \(listed(ids(of: old)))",
        old
      )
    }
  }

  private mutating func reportQuorum(_ message: String, _ old: NodeFacts.Variable) {
    let controllers = before.nodes.filter { $0.running.contains(.controller) }.map { String($0.id) }
    diagnostics.error(
      "quorum-changed",
      message,
      at: serviceMark(.controller),
      help: controllers.isEmpty
        ? "keep the nodes that are controllers, or make a new cluster: their list can't be changed this way"
        : "write `controller: {on: [\(controllers.joined(separator: ", "))]}` under `services`: their list can't be changed this way",
      notes: [Diagnostic.Note("it is set here", at: old.mark)]
    )
  }

  /// The ids in a list of voters, whose items are ID@HOST:PORT.
  private func ids(of voters: NodeFacts.Variable) -> [String] {
    voters.text.split(at: ",").map { String($0.before("@")) }.sorted()
  }

  // MARK: Data

  /// A container that finds its directory empty begins anew.
  private mutating func checkVolumes() {
    for (before, after) in pairs {
      for service in before.running where after.running.contains(service) {
        for volume in before.volumes(of: service) {
          let place = after.volumes(of: service).first { $0.path == volume.path }?.place
          if place == volume.place { continue }
          diagnostics.error(
            "data-moved",
            place.map {
              "the data of `\(service.name)` would be in \($0), and \(self.before.folder) has them in \(volume.place)"
            }
              ?? "the data of `\(service.name)`, which \(self.before.folder) has in \(volume.place), would not be found",
            at: profile.data.mount.mark ?? cluster.mark,
            help: "keep the directory where it is",
            notes: [Diagnostic.Note("it is set here", at: volume.mark)]
          )
        }
      }
    }
  }

  private mutating func checkReplication(from first: NodeFacts, to next: NodeFacts) {
    for (property, what) in [
      ("default.replication.factor", "new topics would have"),
      ("min.insync.replicas", "a write with acks=all would wait for"),
    ] {
      guard let name = cluster.release.variable(ofBrokerProperty: property),
        let old = first.variable(name).flatMap({ Int($0.text) }),
        let new = next.variable(name).flatMap({ Int($0.text) }), new < old
      else { continue }
      diagnostics.warning(
        "replication-lowered",
        "\(what) \(new) \(new == 1 ? "copy" : "copies"), and until now it is \(old)",
        at: propertyMark(property) ?? nodesMark,
        help: "write `broker: {\(property): \(old)}` to keep it"
      )
    }
  }

  /// What was rendered once wrote a `_` of a property's name as if it were a dot.
  private mutating func checkPropertyNames(from first: NodeFacts) {
    for property in cluster.brokerProperties {
      let name = property.name.value
      let old = name.uppercased().putting("_", for: ".")
      let read = cluster.release.property(ofVariable: old)
      guard read != name, first.variable("KAFKA_" + old) != nil else { continue }
      diagnostics.warning(
        "property-takes-effect",
        "Kafka has read `\(name)` as `\(read)` until now, and will read it by its own name",
        at: property.name.mark,
        help: "see that clients are ready for it before the instances are replaced"
      )
    }
  }

  private mutating func checkIdentity() {
    if before.hasVolumeIdentity == cluster.hasVolumeIdentity { return }
    let old = before.hasVolumeIdentity ? "volume" : "fixed"
    diagnostics.error(
      "identity-changed",
      "`identity` was `\(old)`, and another one takes all instances out of their groups at once",
      at: profile.delivery.identity.mark ?? cluster.mark,
      help: "keep `identity: \(old)`"
    )
  }
}

package import Cluster
package import Findings
import Profile
import Text
import YAML

/// What changes in a cluster's output folder, and what that means for its nodes.
package struct FolderChange {
  /// The folder, as the operator knows it.
  private let folder: String
  private var files: [String: (old: [UInt8], new: [UInt8])] = [:]
  private var paths: [String] = []

  /// Makes no change yet.
  package init(of folder: String) { self.folder = folder }

  /// Adds a file with its bytes before and after, if there were any.
  package mutating func add(_ path: String, from old: [UInt8]?, to new: [UInt8]?) {
    if old == new { return }
    paths.append(path)
    if let old, let new { files[path] = (old, new) }
  }

  /// Reports what the change means for each broker that was there before, for those with the same change at once.
  package func report(_ cluster: Cluster, into diagnostics: inout Diagnostics) {
    if files.isEmpty { return }
    var brokers: [NodeChange: [Int]] = [:]
    var changes: [NodeChange] = []
    for launch in cluster.launches {
      let userData = trees("\(launch.folder)/user-data.yaml")
      let template = trees("\(launch.folder)/launch-template.json")
      for node in launch.nodes where !isNew(node, launch) {
        let change = NodeChange(
          broker: node.id,
          composeFile: trees("broker-\(node.id)/docker-compose.yml"),
          userData: userData,
          launchTemplate: template
        )
        if brokers[change] == nil { changes.append(change) }
        brokers[change, default: []].append(node.id)
      }
    }
    for change in changes {
      let ids = brokers[change] ?? []
      let who = "\(folder), \(ids.count == 1 ? "broker" : "brokers") \(listed(ids.map(String.init)))"
      let (id, message, help) = text(change)
      diagnostics.note(id, "\(who): \(message)", at: nil, help: help)
    }
  }

  private func isNew(_ node: ClusterNode, _ launch: Launch) -> Bool {
    let path = "broker-\(node.id)/docker-compose.yml"
    return paths.contains(path) && files[path] == nil
  }

  private func trees(_ path: String) -> (old: Node, new: Node)? {
    guard let (old, new) = files[path] else { return nil }
    var ignored = Diagnostics()
    guard let before = Node.parse(Source(name: path, bytes: old), into: &ignored),
      let after = Node.parse(Source(name: path, bytes: new), into: &ignored)
    else { return nil }
    return (before, after)
  }

  private func text(_ change: NodeChange) -> (id: String, message: String, help: String?) {
    let parts = listed(change.parts)
    return switch change.effect {
    case .nothing where change.parts.isEmpty:
      ("change-nothing", "nothing to do, since none of what runs there changes", nil)
    case .nothing: ("change-nothing", "nothing to do now; only a new instance gets the new \(parts)", nil)
    case .restart:
      (
        "change-restart", "a restart brings the change of \(parts)",
        "copy broker-ID/docker-compose.yml to /etc/kafka-node/docker-compose.yml on the node and "
          + "`sudo systemctl restart kafka-node`, one broker after the other; or replace the instance"
      )
    case .replacement:
      (
        "change-replacement", "a new instance brings the change of \(parts)",
        "until then they run as before; \(folder)/README.md says how to replace them one after the other"
      )
    }
  }
}

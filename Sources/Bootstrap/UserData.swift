import Catalog
package import Cluster
import Compose
import Profile
import YAML

/// The user-data of a node: one `#cloud-config` document.
package struct UserData: Sendable {
  /// EC2's limit in bytes, before base64 (Amazon EC2 user guide, "Work with instance user data").
  package static let limit = 16_384

  /// The document, as cloud-init reads it.
  package let document: [UInt8]
  private let header: String
  private let tree: Mapping

  /// Makes the user-data of a node from the bytes of its compose file.
  package init(for node: ClusterNode, in cluster: Cluster, composeFile: [UInt8]) {
    self.init(
      header: Self.header(of: node, in: cluster),
      tree: Self.tree(for: node, in: cluster, composeFile: composeFile)
    )
  }

  private init(header: String, tree: Mapping) {
    self.header = header
    self.tree = tree
    var document = Array(header.utf8)
    Node(.mapping(tree)).appendYAML(to: &document)
    self.document = document
  }

  /// Makes the user-data of several nodes that learn from their data volumes which of them they are, from the bytes of
  /// their compose files.
  package init(for nodes: [ClusterNode], in cluster: Cluster, composeFiles: [[UInt8]]) {
    if nodes.count == 1 && !cluster.hasVolumeIdentity {
      self.init(for: nodes[0], in: cluster, composeFile: composeFiles[0])
      return
    }
    let environment = NodeEnvironment.shared(by: nodes, in: cluster)
    var files = [
      Self.file("/etc/kafka-node/node.env", environment.all),
      Self.file("/etc/kafka-node/broker.env", "# Of the broker whose volume is claimed.\n"),
    ]
    for (index, node) in nodes.enumerated() {
      files.append(Self.file("/etc/kafka-node/broker-\(node.id).env", environment.own[index]))
      files.append(
        Self.file("/etc/kafka-node/broker-\(node.id).yml", String(decoding: composeFiles[index], as: UTF8.self))
      )
    }
    self.init(
      header: Self.sharedHeader(of: nodes, in: cluster),
      tree: Self.tree(files, script: BootScript.text(for: nodes, in: cluster), in: cluster)
    )
  }

  /// What the document is made of, with the bytes that each part takes in it.
  package var parts: [(name: String, size: Int)] {
    var parts = [(name: "header", size: header.utf8.count)]
    for entry in tree.entries {
      for (index, item) in (entry.value.sequence ?? [entry.value]).enumerated() {
        var bytes: [UInt8] = []
        Node(.mapping(Mapping([Mapping.Entry(key: entry.key, value: entry.value.sequence == nil ? item : [item])])))
          .appendYAML(to: &bytes)
        parts.append((item.mapping?["path"]?.scalar?.text ?? "\(entry.key)[\(index)]", bytes.count))
      }
    }
    return parts
  }

  // MARK: The document

  /// The comments at the top, for the reader; cloud-init wants its own mark in the first line.
  private static func header(of node: ClusterNode, in cluster: Cluster) -> String {
    """
    #cloud-config
    # kafka-cloud-init: broker \(node.id) of cluster \(cluster.name), \(node.host)
    # At every boot kafka-node.service runs the steps of /usr/sbin/kafka-node. A volume is formatted only if
    # it is blank; one that holds anything else stops the boot. Afterwards: sudo kafka-node status

    """
  }

  private static func sharedHeader(of nodes: [ClusterNode], in cluster: Cluster) -> String {
    """
    #cloud-config
    # kafka-cloud-init: any of the \(nodes.count) brokers of cluster \(cluster.name); the data volume that the node claims says which
    # At every boot kafka-node.service runs the steps of /usr/sbin/kafka-node. A volume is formatted only if
    # it is blank; one that holds anything else stops the boot. Afterwards: sudo kafka-node status

    """
  }

  private static func tree(for node: ClusterNode, in cluster: Cluster, composeFile: [UInt8]) -> Mapping {
    tree(
      [
        file("/etc/kafka-node/node.env", NodeEnvironment.text(for: node, in: cluster)),
        file("/etc/kafka-node/docker-compose.yml", String(decoding: composeFile, as: UTF8.self)),
      ],
      script: BootScript.text(for: [node], in: cluster),
      in: cluster
    )
  }

  /// The document round the files that say what a node is.
  private static func tree(_ own: [Node], script: String, in cluster: Cluster) -> Mapping {
    let extra = cluster.cloudConfig
    let files: [Node] =
      own + [
        file("/usr/sbin/kafka-node", script, permissions: "0755"),
        file("/etc/systemd/system/kafka-node.service", BootScript.unit),
        file(
          "/etc/systemd/system/docker.service.d/kafka-node.conf",
          BootScript.dockerDropIn(mount: cluster.data.mount.value)
        ),
      ]
    // The operator's commands run when the broker is up, and not at all when it isn't.
    let start: Node = "systemctl enable --now kafka-node || exit 1"
    var tree = Mapping([
      Mapping.Entry(key: "write_files", value: Node(.sequence(files + extra.writeFiles))),
      Mapping.Entry(key: "runcmd", value: Node(.sequence([start] + extra.runcmd))),
    ])
    tree.entries += extra.other
    return tree
  }

  /// An item of write_files; without a mode cloud-init makes it 0644.
  private static func file(_ path: String, _ content: String, permissions: String? = nil) -> Node {
    var item = Mapping([Mapping.Entry(key: "path", value: .string(path))])
    // cloud-init's schema wants a string.
    item["permissions"] = permissions.map(Node.string)
    item["content"] = .literal(content)
    return Node(.mapping(item))
  }
}

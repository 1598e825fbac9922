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

  /// The user-data of each launch of a cluster, from the bytes of its nodes' compose files.
  ///
  /// The script is packed: what differs from node to node stays readable, and the script is in the output folder too.
  /// Where that isn't enough for one of them, or all will be compressed as a whole anyway, it stays plain in all.
  package static func all(
    of cluster: Cluster,
    script: Script,
    composeFiles: [[[UInt8]]],
    isCompressed: Bool
  ) -> [UserData] {
    func documents(isScriptPacked: Bool) -> [UserData] {
      zip(cluster.launches, composeFiles).map { launch, composeFiles in
        UserData(
          for: launch.nodes,
          in: cluster,
          composeFiles: composeFiles,
          script: script,
          isScriptPacked: isScriptPacked
        )
      }
    }
    if !isCompressed {
      let packed = documents(isScriptPacked: true)
      if packed.allSatisfy({ $0.document.count <= limit }) { return packed }
    }
    return documents(isScriptPacked: false)
  }

  private init(header: String, tree: Mapping) {
    self.header = header
    self.tree = tree
    var document = Array(header.utf8)
    Node(.mapping(tree)).appendYAML(to: &document)
    self.document = document
  }

  /// Makes the user-data of a node, or of several that learn from their data volumes which of them they are, from the
  /// bytes of their compose files.
  package init(
    for nodes: [ClusterNode],
    in cluster: Cluster,
    composeFiles: [[UInt8]],
    script: Script,
    isScriptPacked: Bool
  ) {
    let files =
      cluster.hasVolumeIdentity
      ? Self.sharedFiles(of: nodes, in: cluster, composeFiles: composeFiles)
      : [
        Self.file("/etc/kafka-node/node.env", NodeEnvironment.text(for: nodes[0], in: cluster)),
        Self.file("/etc/kafka-node/docker-compose.yml", String(decoding: composeFiles[0], as: UTF8.self)),
      ]
    let filesOfServices = cluster.files(on: nodes).map { Self.file($0.place, $0.content) }
    let path = "/usr/sbin/kafka-node"
    self.init(
      header: Self.header(of: nodes, in: cluster, packedScript: isScriptPacked ? script : nil),
      tree: Self.tree(
        files + filesOfServices,
        script: isScriptPacked
          ? Self.file(path, script.packed, permissions: "0755", encoding: "gz+b64")
          : Self.file(path, script.plain, permissions: "0755"),
        in: cluster
      )
    )
  }

  /// The files of every node: what all have in common, and what each has by itself.
  private static func sharedFiles(of nodes: [ClusterNode], in cluster: Cluster, composeFiles: [[UInt8]]) -> [Node] {
    let environment = NodeEnvironment.shared(by: nodes, in: cluster)
    var files = [
      file("/etc/kafka-node/node.env", environment.all),
      file("/etc/kafka-node/broker.env", "# Of the broker whose volume is claimed.\n"),
    ]
    for (index, node) in nodes.enumerated() {
      files.append(file("/etc/kafka-node/broker-\(node.id).env", environment.own[index]))
      files.append(file("/etc/kafka-node/broker-\(node.id).yml", String(decoding: composeFiles[index], as: UTF8.self)))
    }
    return files
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
  private static func header(of nodes: [ClusterNode], in cluster: Cluster, packedScript: Script?) -> String {
    let whose =
      cluster.hasVolumeIdentity
      ? "any of the \(nodes.count) brokers of cluster \(cluster.name); the data volume that the node claims says which"
      : "broker \(nodes[0].id) of cluster \(cluster.name), \(nodes[0].host)"
    let packed = packedScript.map { script in
      """
      # /usr/sbin/kafka-node is packed: kafka-node.sh of the cluster's folder without comments. SHA-256 of
      # sed -E 's/^ +//; /^(# .*)?$/d' kafka-node.sh: \(script.digest)

      """
    }
    return """
      #cloud-config
      # kafka-cloud-init: \(whose)
      # At every boot kafka-node.service runs the steps of /usr/sbin/kafka-node: sudo kafka-node status
      \(packed ?? "")
      """
  }

  /// The document round the files that say what a node is.
  private static func tree(_ own: [Node], script: Node, in cluster: Cluster) -> Mapping {
    let extra = cluster.cloudConfig
    // The operator's commands run when the broker is up, and not at all when it isn't.
    let start: Node = "kafka-node set-up || exit 1"
    var tree = Mapping([
      Mapping.Entry(key: "write_files", value: Node(.sequence(own + [script] + extra.writeFiles))),
      Mapping.Entry(key: "runcmd", value: Node(.sequence([start] + extra.runcmd))),
    ])
    tree.entries += extra.other
    return tree
  }

  /// An item of write_files; without a mode cloud-init makes it 0644.
  private static func file(
    _ path: String,
    _ content: String,
    permissions: String? = nil,
    encoding: String? = nil
  ) -> Node {
    var item = Mapping([Mapping.Entry(key: "path", value: .string(path))])
    // cloud-init's schema wants a string.
    item["permissions"] = permissions.map(Node.string)
    item["encoding"] = encoding.map(Node.string)
    item["content"] = encoding == nil ? .literal(content) : .string(content)
    return Node(.mapping(item))
  }
}

/// The script that every node of a cluster boots with.
package struct Script: Sendable {
  /// Its text with comments, for the output folder; it does the same as the one on the nodes.
  package let text: String
  /// Its text on the nodes, without comments and indentation.
  let plain: String
  /// That text as cloud-init's encoding `gz+b64` has it.
  let packed: String
  /// The SHA-256 of that text, as `sha256sum` prints it.
  let digest: String

  /// Makes the script with the steps that any node of a cluster needs, whose compose file may be made of an upstream one.
  package init(of cluster: Cluster, hasUpstreamFile: Bool) {
    let script = BootScript.text(for: cluster.nodes, in: cluster, hasUpstreamFile: hasUpstreamFile)
    let shipped = BootScript.compact(script)
    text = String(decoding: script, as: UTF8.self)
    plain = String(decoding: shipped, as: UTF8.self)
    packed = String(decoding: base64(gzip(shipped)), as: UTF8.self)
    digest = sha256(shipped)
  }
}

package import Bootstrap
package import Cluster
package import Compose
package import Delivery

/// What is launched together, with all that it is made of, each once.
package struct RenderedLaunch: Sendable {
  /// Its launch template.
  package let template: LaunchTemplate
  /// Its nodes.
  package let nodes: [RenderedNode]
  /// The user-data, as cloud-init reads it.
  package let document: [UInt8]
  /// The form in which EC2 gets it.
  package let form: Encoding
  /// The document as gzip, where the form is compressed.
  private let gzip: [UInt8]?

  /// Makes a launch of its parts.
  init(template: LaunchTemplate, nodes: [RenderedNode], document: [UInt8], form: Encoding, gzip: [UInt8]?) {
    self.template = template
    self.nodes = nodes
    self.document = document
    self.form = form
    self.gzip = gzip
  }

  /// What is launched.
  package var launch: Launch { template.launch }

  /// The bytes that EC2 gets: the document, or its gzip form.
  var launched: [UInt8] { gzip ?? document }

  /// The document as gzip.
  var compressed: [UInt8] { gzip ?? Bootstrap.gzip(document) }

  /// The document in a form.
  package func encoded(_ form: Encoding) -> [UInt8] {
    switch form {
    case .plain: document
    case .gzip: compressed
    case .base64: base64(document)
    case .gzipBase64: base64(compressed)
    }
  }
}

/// A node with its compose file.
package struct RenderedNode: Sendable {
  /// The node.
  package let node: ClusterNode
  /// The bytes of its compose file.
  package let composeFile: [UInt8]
  /// The ports that it publishes beside the cluster's own.
  package let otherPorts: [OtherPort]
}

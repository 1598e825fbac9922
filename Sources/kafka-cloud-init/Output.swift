import Bootstrap
import Cluster
import Delivery
import YAML

/// The files of a cluster's output folder.
enum Output {
  /// How many bytes of user-data the nodes of a cluster have.
  struct Sizes {
    /// The largest plain document, in bytes.
    var largest = 0
    /// The node that has it.
    var node = 0
    /// Its size as gzip, in bytes.
    var compressed = 0
  }

  /// Makes the files of a cluster one after the other and gives each to `file` with its path in the cluster's folder.
  ///
  /// It ends at the first node that has errors.
  static func make(
    _ cluster: Cluster,
    upstream: Node?,
    encoding: Encoding,
    into diagnostics: inout Diagnostics,
    file: (String, [UInt8]) throws(FileError) -> Void
  ) throws(FileError) -> Sizes {
    var sizes = Sizes()
    var largest: UserData?
    var encodings: [Encoding] = []
    for node in cluster.nodes {
      guard
        let composeFile = Pipeline.composeFile(of: node, in: cluster, upstream: upstream, into: &diagnostics),
        let userData = Pipeline.userData(of: node, in: cluster, composeFile: composeFile, into: &diagnostics)
      else { break }
      let folder = "broker-\(node.id)"
      let size = userData.document.count
      // The document stays readable beside the form that EC2 gets.
      let form = size > UserData.limit && !encoding.isCompressed ? Encoding.gzipBase64 : encoding
      encodings.append(form)
      try file("\(folder)/user-data.yaml", userData.document)
      if form != .plain { try file("\(folder)/user-data.\(form.fileExtension)", userData.encoded(form)) }
      try file("\(folder)/docker-compose.yml", composeFile)
      let launched = form.isCompressed ? userData.encoded(.gzip) : userData.document
      try file(
        "\(folder)/launch-template.json",
        LaunchTemplate.data(for: node, in: cluster, userData: launched).jsonBytes
      )
      if size > sizes.largest {
        sizes.largest = size
        sizes.node = node.id
        largest = userData
      }
    }
    sizes.compressed = largest?.size(compressed: true) ?? 0
    if !diagnostics.hasErrors {
      try file("README.md", Array(ClusterReadme.text(of: cluster, encodings: encodings).utf8))
    }
    return sizes
  }

  /// Whether a file of a cluster's folder is one that this program writes, so that it goes when its node goes.
  static func isOurs(_ path: String) -> Bool {
    if path == "README.md" { return true }
    let parts = path.split(separator: "/")
    guard parts.count == 2, let id = UInt32(parts[0].dropFirst("broker-".count)), parts[0] == "broker-\(id)"
    else { return false }
    return ["docker-compose.yml", "launch-template.json"].contains(parts[1])
      || Encoding.allCases.contains { parts[1] == "user-data.\($0.fileExtension)" }
  }
}

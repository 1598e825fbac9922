import Findings
import Text
import Bootstrap
import Cluster
import Compose
import Delivery
import Profile
import YAML

/// The files of a cluster's output folder.
enum Output {
  /// How many bytes of user-data the nodes of a cluster have.
  struct Sizes {
    /// The largest plain document, in bytes.
    var largest = 0
    /// Its size as gzip, in bytes.
    var compressed = 0
  }

  /// Makes the files of a cluster one after the other and gives each to `file` with its path in the cluster's folder.
  ///
  /// After errors it gives none. `before` is what the folder has for tools with a state of their own.
  static func make(
    _ cluster: Cluster,
    upstream: Node?,
    encoding: Encoding,
    before: DeployedFiles,
    into diagnostics: inout Diagnostics,
    file: (String, [UInt8]) throws(FileError) -> Void
  ) throws(FileError) -> Sizes {
    var sizes = Sizes()
    let script = Script(of: cluster, hasUpstreamFile: upstream != nil)
    guard
      let made = Pipeline.launches(
        of: cluster,
        script: script,
        upstream: upstream,
        isCompressed: encoding.isCompressed,
        into: &diagnostics
      )
    else { return sizes }
    var largest: Pipeline.Made?
    var encodings: [Encoding] = []
    var otherPorts: [OtherPort] = []
    var deliveries: [(userData: UserData, form: Encoding)] = []
    for made in made {
      let (launch, userData) = (made.launch, made.userData)
      let size = userData.document.count
      // The document stays readable beside the form that EC2 gets.
      let form = size > UserData.limit && !encoding.isCompressed ? Encoding.gzipBase64 : encoding
      encodings += launch.nodes.map { _ in form }
      deliveries.append((userData, form))
      try file("\(launch.folder)/user-data.yaml", userData.document)
      if form != .plain { try file("\(launch.folder)/user-data.\(form.fileExtension)", userData.encoded(form)) }
      for (node, composeFile) in zip(launch.nodes, made.composeFiles) {
        try file("broker-\(node.id)/docker-compose.yml", composeFile.bytes)
        otherPorts += composeFile.otherPorts.filter { !otherPorts.contains($0) }
      }
      try file(
        "\(launch.folder)/launch-template.json",
        LaunchTemplate.data(for: launch, in: cluster, userData: launched(userData, form)).jsonBytes
      )
      if size > sizes.largest {
        sizes.largest = size
        largest = made
      }
    }
    try file("kafka-node.sh", Array(script.text.utf8))
    sizes.compressed = largest?.compressedSize(in: cluster, script: script) ?? 0
    for (path, document) in DeliveryFiles.json(
      of: cluster,
      userData: deliveries.map { launched($0.userData, $0.form) },
      before: before
    ) {
      try file(path, document.jsonBytes)
    }
    if cluster.delivers(.cloudformation) {
      try file("cloudformation.yaml", cloudFormation(cluster, deliveries, before))
    }
    try file("topology.svg", TopologyPicture(of: cluster).bytes)
    let readme = ClusterReadme.text(of: cluster, encodings: encodings, otherPorts: otherPorts)
    let pasted = zip(cluster.launches, deliveries).map { launch, delivery in
      Page.Pasted(of: delivery.userData, in: launch, as: delivery.form)
    }
    try file("index.html", Page(of: cluster, pasted: pasted, limit: UserData.limit, readme: readme).bytes)
    try file("README.md", Array(readme.utf8))
    return sizes
  }

  /// The bytes that EC2 gets: the document, or its gzip form.
  private static func launched(_ userData: UserData, _ form: Encoding) -> [UInt8] {
    form.isCompressed ? userData.encoded(.gzip) : userData.document
  }

  /// The largest template that CloudFormation takes inline (AWS CloudFormation user guide, "Quotas").
  private static let largestTemplate = 51_200

  /// The template with readable user-data, or with gzip where that is asked for or the template would be too large.
  private static func cloudFormation(
    _ cluster: Cluster,
    _ deliveries: [(userData: UserData, form: Encoding)],
    _ before: DeployedFiles
  ) -> [UInt8] {
    func template(compressed: Bool) -> [UInt8] {
      CloudFormation.template(
        of: cluster,
        userData: deliveries.map { delivery in
          delivery.form.isCompressed || compressed
            ? .gzip(delivery.userData.encoded(.gzip)) : .plain(delivery.userData.document)
        },
        before: before.cloudFormation
      ).yamlBytes
    }
    if deliveries.reduce(0, { $0 + $1.userData.document.count }) > largestTemplate { return template(compressed: true) }
    let readable = template(compressed: false)
    return readable.count > largestTemplate ? template(compressed: true) : readable
  }

  /// Whether a file of a cluster's folder is one that this program writes, so that it goes when its node goes.
  static func isOurs(_ path: String) -> Bool {
    if ["README.md", "cloudformation.yaml", "index.html", "kafka-node.sh", "topology.svg"].contains(path) || DeliveryFiles.isOurs(path) {
      return true
    }
    let parts = path.split(at: "/")
    if parts.count == 2 && parts[0] == "brokers" { return isOurs("broker-1/\(parts[1])") }
    guard parts.count == 2, brokerID(ofFolder: parts[0]) != nil else { return false }
    return ["docker-compose.yml", "launch-template.json"].contains(parts[1])
      || Encoding.allCases.contains { parts[1] == "user-data.\($0.fileExtension)" }
  }

  /// The broker whose files a folder has, by its name.
  private static func brokerID(ofFolder name: Substring) -> Int? {
    guard let id = UInt32(name.split(at: "-").last ?? ""), name.isSame(as: "broker-\(id)") else { return nil }
    return Int(id)
  }

  /// The compose files that a cluster's folder with those names in it may have, with the ids of their brokers.
  static func composeFiles(in names: [String]) -> [(id: Int, path: String)] {
    names.compactMap { name in brokerID(ofFolder: name[...]).map { ($0, "\(name)/docker-compose.yml") } }
  }
}

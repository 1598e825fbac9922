import Bootstrap
import Cluster
import Compose
import Delivery
import Profile
import YAML

/// A file of a cluster's folder, which is made when its bytes are asked for, so that a large cluster's never are all there
/// at once.
package struct OutputFile: Sendable {
  /// Where it is in the folder.
  package let path: String
  private let make: @Sendable () -> [UInt8]

  /// Makes a file of its path and what makes its bytes.
  fileprivate init(_ path: String, _ make: @escaping @Sendable () -> [UInt8]) {
    self.path = path
    self.make = make
  }

  /// Its bytes.
  package var bytes: [UInt8] { make() }

  /// Whether a file of a cluster's folder is one that this program writes, now or in other runs, so that it goes when its
  /// node goes.
  package static func isOurs(_ path: String) -> Bool {
    OutputKind.all.contains { kind in kind.patterns.contains { $0.matches(path) } }
  }
}

extension OutputFile {
  /// A file of a JSON document.
  fileprivate static func json(path: String, make: @escaping @Sendable () -> Node) -> OutputFile {
    OutputFile(path) { make().jsonBytes }
  }
}

extension RenderedLaunch {
  /// The file that Terraform reads: the form that EC2 gets, where there is a file of it.
  fileprivate var terraformFile: Terraform.UserDataFile {
    let name = form.isCompressed ? "user-data.\(form.fileExtension)" : "user-data.yaml"
    return Terraform.UserDataFile(path: "\(launch.folder)/\(name)", isBase64: form == .gzipBase64)
  }
}

extension Rendering {
  /// The files, those of each launch together, then those of the cluster.
  package var files: [OutputFile] {
    launches.flatMap { launch in OutputKind.all.flatMap { $0.filesOfLaunch(self, launch) } }
      + OutputKind.all.flatMap { $0.filesOfCluster(self) }
  }
}

/// The files that are made in one way.
private struct OutputKind: Sendable {
  /// The paths that they can have.
  let patterns: [PathPattern]
  /// Makes those of a launch.
  let filesOfLaunch: @Sendable (Rendering, RenderedLaunch) -> [OutputFile]
  /// Makes those of the cluster.
  let filesOfCluster: @Sendable (Rendering) -> [OutputFile]

  /// Files of which each launch has its own.
  private static func launch(
    _ patterns: PathPattern...,
    files: @escaping @Sendable (Rendering, RenderedLaunch) -> [OutputFile]
  ) -> OutputKind {
    OutputKind(patterns: patterns, filesOfLaunch: files, filesOfCluster: { _ in [] })
  }

  /// Files that the cluster has as a whole.
  private static func cluster(
    _ patterns: PathPattern...,
    files: @escaping @Sendable (Rendering) -> [OutputFile]
  ) -> OutputKind {
    cluster(patterns, files: files)
  }

  private static func cluster(
    _ patterns: [PathPattern],
    files: @escaping @Sendable (Rendering) -> [OutputFile]
  ) -> OutputKind {
    OutputKind(patterns: patterns, filesOfLaunch: { _, _ in [] }, filesOfCluster: files)
  }

  /// Every kind there is, in the order in which they are written.
  static let all: [OutputKind] = [
    launch("broker-{id}/user-data.yaml", "brokers/user-data.yaml") { _, launch in
      [OutputFile("\(launch.launch.folder)/user-data.yaml") { launch.document }]
    },
    launch(
      "broker-{id}/user-data.gz",
      "broker-{id}/user-data.base64",
      "broker-{id}/user-data.gz.base64",
      "brokers/user-data.gz",
      "brokers/user-data.base64",
      "brokers/user-data.gz.base64"
    ) { _, launch in
      launch.form == .plain
        ? []
        : [
          OutputFile("\(launch.launch.folder)/user-data.\(launch.form.fileExtension)") { launch.encoded(launch.form) }
        ]
    },
    launch("broker-{id}/docker-compose.yml") { _, launch in
      launch.nodes.map { node in OutputFile("broker-\(node.node.id)/docker-compose.yml") { node.composeFile } }
    },
    launch("broker-{id}/launch-template.json", "brokers/launch-template.json") { _, launch in
      [
        OutputFile("\(launch.launch.folder)/launch-template.json") {
          launch.template.data(userData: launch.launched).jsonBytes
        }
      ]
    },
    cluster("kafka-node.sh") { rendering in
      [OutputFile("kafka-node.sh") { Array(rendering.script.text.utf8) }]
    },
    cluster("autoscaling/{name}-broker-{id}.json", "autoscaling/{name}-brokers.json") { rendering in
      rendering.cluster.delivers(.autoscaling) ? AutoScaling.files(of: rendering.stack).map(OutputFile.json) : []
    },
    cluster("iam/policy-broker-{id}.json", "iam/policy.json", "iam/trust.json") { rendering in
      let cluster = rendering.cluster
      guard cluster.makesRoles && (cluster.delivers(.autoscaling) || cluster.delivers(.launchTemplate)) else {
        return []
      }
      return rendering.launches.map(\.launch).map { launch in
        OutputFile(AccessPolicy.path(of: launch, in: cluster)) {
          AccessPolicy.document(of: launch, in: cluster).jsonBytes
        }
      } + [OutputFile("iam/trust.json") { AccessPolicy.trust(of: cluster).jsonBytes }]
    },
    cluster(Terraform.File.allCases.map { PathPattern($0.path) }) { rendering in
      if rendering.cluster.delivers(.terraform) { return rendering.terraform.files.map(OutputFile.json) }
      // What mustn't be forgotten of an earlier one.
      let rest = Terraform.remainder(of: rendering.earlier.terraform, rendering.cluster)
      return rest.map { rest in [OutputFile(Terraform.File.root.path) { rest.jsonBytes }] } ?? []
    },
    cluster(PathPattern(EarlierOutput.cloudFormationPath)) { rendering in
      rendering.cluster.delivers(.cloudformation)
        ? [OutputFile(EarlierOutput.cloudFormationPath) { rendering.cloudFormation }] : []
    },
    cluster("topology.svg") { rendering in
      [OutputFile("topology.svg") { TopologyPicture(of: rendering.cluster).bytes }]
    },
    cluster("index.html") { rendering in
      [OutputFile("index.html") { rendering.page }]
    },
    cluster("README.md") { rendering in
      [OutputFile("README.md") { Array(rendering.readme.utf8) }]
    },
  ]
}

extension Rendering {
  /// What AWS is to have.
  fileprivate var stack: Stack { Stack(of: cluster, templates: launches.map(\.template)) }

  /// The Terraform module.
  fileprivate var terraform: Terraform {
    Terraform(of: stack, userData: launches.map(\.terraformFile), before: earlier.terraform)
  }

  /// The largest template that CloudFormation takes inline (AWS CloudFormation user guide, "Quotas").
  private static let largestTemplate = 51_200

  /// The CloudFormation template with readable user-data, or with gzip where that is asked for or the template would be too
  /// large.
  fileprivate var cloudFormation: [UInt8] {
    func template(compressed: Bool) -> [UInt8] {
      CloudFormation.template(
        of: stack,
        userData: launches.map { launch in
          launch.form.isCompressed || compressed ? .gzip(launch.compressed) : .plain(launch.document)
        },
        before: earlier.cloudFormation
      ).yamlBytes
    }
    if launches.reduce(0, { $0 + $1.document.count }) > Self.largestTemplate { return template(compressed: true) }
    let readable = template(compressed: false)
    return readable.count > Self.largestTemplate ? template(compressed: true) : readable
  }

  /// The most launches whose user-data the page carries: some 16 KiB each.
  private static let mostOfPage = 120

  /// The page for whoever pastes.
  fileprivate var page: [UInt8] {
    let pasted = launches.map { launch in
      let hasText = launch.form != .gzip && launches.count <= Self.mostOfPage
      return Page.Pasted(
        path: "\(launch.launch.folder)/user-data.\(launch.form.fileExtension)",
        text: hasText ? String(decoding: launch.encoded(launch.form), as: UTF8.self) : nil,
        size: launch.launched.count,
        isBase64: launch.form == .base64 || launch.form == .gzipBase64
      )
    }
    return Page(of: cluster, pasted: pasted, limit: UserData.limit, readme: readme).bytes
  }

  /// The README of the cluster.
  fileprivate var readme: String {
    var otherPorts: [OtherPort] = []
    for node in launches.flatMap(\.nodes) { otherPorts += node.otherPorts.filter { !otherPorts.contains($0) } }
    return ClusterReadme.text(
      of: cluster,
      encodings: launches.flatMap { launch in launch.nodes.map { _ in launch.form } },
      otherPorts: otherPorts
    )
  }
}

import Cluster
import Profile
import Text
package import YAML

/// A Terraform module of the whole cluster, and a root module that calls it, in JSON syntax, for version 5 of the provider
/// hashicorp/aws.
///
/// The module has no provider and takes its user-data from the files beside it. Names of resources and arguments are those
/// of the provider's documentation.
package struct Terraform: Sendable {
  /// A file of them; the raw value is its name in the folder `terraform`.
  package enum File: String, CaseIterable, Sendable {
    case root = "main.tf.json"
    case rootVariables = "variables.tf.json"
    case rootOutputs = "outputs.tf.json"
    case moved = "moved.tf.json"
    case main = "kafka/main.tf.json"
    case variables = "kafka/variables.tf.json"
    case outputs = "kafka/outputs.tf.json"
    case versions = "kafka/versions.tf.json"

    /// Its path in the cluster's folder.
    package var path: String { "terraform/\(rawValue)" }
  }

  /// The files of an earlier run from which something must outlive its place in them; the root module was the whole once.
  package static let kept: [File] = [.root, .main]

  /// A file with the user-data of a launch, in the form in which EC2 gets it.
  package struct UserDataFile: Sendable {
    /// Its path in the cluster's folder.
    let path: String
    /// Whether it holds the user-data in base64, as the API takes it.
    let isBase64: Bool

    package init(path: String, isBase64: Bool) {
      self.path = path
      self.isBase64 = isBase64
    }
  }

  /// What the root module calls the module.
  static let moduleName = "kafka"

  let stack: Stack
  let userData: [UserDataFile]
  private let before: [Node]

  /// Makes the module.
  /// - Parameters:
  ///   - stack: what there is.
  ///   - userData: the user-data of each of its groups, in their order.
  ///   - before: the files of an earlier run that are `kept`.
  package init(of stack: Stack, userData: [UserDataFile], before: [Node]) {
    self.stack = stack
    self.userData = userData
    self.before = before
  }

  /// The files, which are made when they are asked for.
  package var files: [(path: String, make: @Sendable () -> Node)] {
    File.allCases.map { file in (file.path, { tree(of: file) }) }
  }

  private func tree(of file: File) -> Node {
    switch file {
    case .root: root
    case .variables, .rootVariables: ["variable": variables]
    case .outputs: ["output": outputs]
    case .rootOutputs: ["output": passedOutputs]
    case .moved: moved
    case .main: module
    case .versions: ["terraform": Self.requirements(forgets: !forgotten(beside: resources).isEmpty)]
    }
  }

  // MARK: The module

  private var module: Node {
    let resources = resources
    var module = Mapping()
    if stack.cluster.makesRoles { module["data"] = ["aws_caller_identity": ["current": [:]]] }
    module["resource"] = resources.tree
    module["removed"] = Self.removed(forgotten(beside: resources))
    return Node(.mapping(module))
  }

  /// The addresses of what an earlier run had, that must neither be destroyed nor is among the resources.
  private func forgotten(beside resources: Resources) -> [String] {
    let addresses = Set(resources.addresses)
    return Self.forgotten(by: stack.cluster, before: before).filter { !addresses.contains($0) }
  }

  /// What version of Terraform and of the provider the module is for.
  static func requirements(forgets: Bool) -> Node {
    [
      // `removed` came with 1.7 (Terraform, "Upgrade guides").
      "required_version": forgets ? ">= 1.7" : ">= 1.3",
      "required_providers": ["aws": ["source": "hashicorp/aws", "version": "~> 5.0"]],
    ]
  }

  private var variables: Node {
    let network = stack.cluster.delivery.network
    var subnets = Mapping()
    subnets["description"] = "The subnet of each Availability Zone"
    subnets["type"] = "map(string)"
    if stack.cluster.nodes.allSatisfy({ stack.cluster.subnet(of: $0) != nil }) {
      subnets["default"] = Node(
        .mapping(Mapping(network.subnets.map { Mapping.Entry(key: $0.zone.value, value: .string($0.subnet.value)) }))
      )
    }
    var variables = Mapping()
    variables["subnets"] = Node(.mapping(subnets))
    if stack.securityGroup != nil {
      var vpc = Mapping()
      vpc["description"] = "The VPC of the subnets"
      vpc["type"] = "string"
      vpc["default"] = network.vpc.map { .string($0.value) }
      variables["vpc"] = Node(.mapping(vpc))
    }
    return Node(.mapping(variables))
  }

  // MARK: The root module

  private var root: Node {
    var call = Mapping()
    call["source"] = .string("./\(Self.moduleName)")
    for variable in variables.mapping?.entries ?? [] { call[variable.key] = .string("${var.\(variable.key)}") }
    var root = Mapping()
    root["provider"] = Self.provider(of: stack.cluster)
    root["module"] = Node(.mapping(Mapping([Mapping.Entry(key: Self.moduleName, value: Node(.mapping(call)))])))
    return Node(.mapping(root))
  }

  private var passedOutputs: Node {
    Node(
      .mapping(
        Mapping(
          (outputs.mapping?.entries ?? []).map { output in
            let description = output.value.mapping?["description"] ?? .null
            let value = Node.string("${module.\(Self.moduleName).\(output.key)}")
            return Mapping.Entry(key: output.key, value: ["description": description, "value": value])
          }
        )
      )
    )
  }

  /// Where the module has what once stood in the root module, whether or not this folder has seen that: without, Terraform
  /// would destroy the one and make the other.
  private var moved: Node {
    let resources = resources
    var moved = Mapping()
    moved["moved"] = Node(
      .sequence(
        resources.addresses.map { ["from": .string($0), "to": .string(Self.inModule($0))] }
      )
    )
    moved["removed"] = Self.removed(forgotten(beside: resources))
    return Node(.mapping(moved))
  }
}

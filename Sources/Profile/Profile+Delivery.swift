import Findings
import YAML

extension Profile {
  /// How the files of the cluster get to EC2.
  package struct Delivery: Sendable {
    /// What is written for a tool to apply.
    package enum Form: String, Sendable, CaseIterable {
      /// Launch template data, for the console or the AWS CLI.
      case launchTemplate = "launch-template"
      /// Auto Scaling groups, for the AWS CLI.
      case autoscaling
      /// A Terraform module.
      case terraform
      /// A CloudFormation template.
      case cloudformation
    }

    /// How a booting instance learns which broker it is.
    package enum Identity: String, Sendable, CaseIterable {
      /// By its own user-data.
      case fixed
      /// By the tag of the data volume that it claims.
      case volume
    }

    /// What is written.
    package let forms: [Sourced<Form>]
    /// How a booting instance learns which broker it is.
    package let identity: Sourced<Identity>
    /// The Route 53 hosted zone in which each node writes the record of its name.
    package let hostedZone: Sourced<String>?
    /// Whether the groups wait until a launched broker is in sync.
    package let hasLifecycleHook: Sourced<Bool>
    /// The network that the instances are launched into.
    package let network: Network
  }

  /// The network that the instances are launched into.
  package struct Network: Sendable {
    /// The VPC.
    package let vpc: Sourced<String>?
    /// The subnet of each Availability Zone.
    package let subnets: [(zone: Sourced<String>, subnet: Sourced<String>)]
    /// Address ranges of the clients.
    package let clients: [Sourced<String>]
    /// Address ranges of the administrators.
    package let administrators: [Sourced<String>]
    /// The address range of Docker's networks on each node; nil leaves the choice to the program.
    package let containers: Sourced<AddressRange>?
  }

  /// A tag of the operator's.
  package struct Tag: Sendable {
    /// Its key.
    package let key: Sourced<String>
    /// Its value.
    package let value: Sourced<String>
  }
}

extension Reader {
  mutating func delivery(in top: Object) -> Profile.Delivery {
    let forms = (list("delivery", in: top) ?? []).compactMap { item in
      string(item.node, path: item.path).flatMap { choice($0, path: item.path, as: Profile.Delivery.Form.self) }
    }
    return Profile.Delivery(
      forms: forms.isEmpty ? [Sourced(.launchTemplate)] : forms,
      identity: choiceOrDefault("identity", in: top, as: Profile.Delivery.Identity.self),
      hostedZone: section("route53", in: top).flatMap { text("zone_id", in: $0) },
      hasLifecycleHook: booleanOrDefault("lifecycle_hook", in: top),
      network: network(in: top)
    )
  }

  private mutating func network(in top: Object) -> Profile.Network {
    let object = section("network", in: top) ?? .empty(Schema.network, "network")
    return Profile.Network(
      vpc: text("vpc", in: object),
      subnets: section("subnets", in: object).map { subnets(in: $0) } ?? [],
      clients: texts("clients", in: object),
      administrators: texts("administrators", in: object),
      containers: text("containers", in: object).flatMap { text in
        AddressRange(text.value).map { Sourced($0, at: text.mark) }
      }
    )
  }

  private mutating func subnets(in object: Object) -> [(zone: Sourced<String>, subnet: Sourced<String>)] {
    entries(of: object).compactMap { entry in
      let zone = check(entry.name, .zone, path: object.path)
      let subnet = string(entry.value, path: entry.path).flatMap { check($0, .subnet, path: entry.path) }
      guard let zone, let subnet else { return nil }
      return (zone: zone, subnet: subnet)
    }
  }
}

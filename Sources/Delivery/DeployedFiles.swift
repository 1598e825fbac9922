package import Change
package import YAML

/// What an earlier run left in a cluster's folder for a tool that keeps a state of its own, from which what isn't there any
/// more is destroyed.
package struct DeployedFiles: Sendable {
  /// The files of Terraform that are `Terraform.kept`, as far as they are there.
  package let terraform: [Node]
  /// The CloudFormation template.
  package let cloudFormation: Node?

  /// Makes them of the files that are there.
  package init(terraform: [Node], cloudFormation: Node?) {
    self.terraform = terraform
    self.cloudFormation = cloudFormation
  }

  /// The data volumes of the cluster, as the first file that has any describes them.
  package var volumes: [DeployedVolume] {
    let volumes = Terraform.volumes(in: terraform)
    return volumes.isEmpty ? cloudFormation.map(CloudFormation.volumes) ?? [] : volumes
  }
}

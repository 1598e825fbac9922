/// What an earlier run left in a cluster's output folder, as far as it tells what the cluster is now.
package struct Deployment: Sendable {
  /// The folder, as the operator knows it.
  package let folder: String
  /// Its nodes, as far as their files can be read.
  package let nodes: [NodeFacts]
  /// The broker ids of the others.
  package let unknown: [Int]
  /// Whether a node learns from its data volume which broker it is.
  package let hasVolumeIdentity: Bool
  /// Whether an instance claims its data volume; nil when the launch template can't be read.
  package let claimsVolumes: Bool?
  /// The cluster id that its volumes are known by; nil when they are known by the cluster's name alone.
  package let givenID: String?
  /// The instance profile of the instances, as far as their launch template tells.
  package let instanceProfile: String?
  /// The data volumes that Terraform or CloudFormation makes.
  package let volumes: [DeployedVolume]

  /// Makes a deployment.
  package init(
    folder: String,
    nodes: [NodeFacts],
    unknown: [Int],
    hasVolumeIdentity: Bool,
    claimsVolumes: Bool?,
    givenID: String?,
    instanceProfile: String? = nil,
    volumes: [DeployedVolume] = []
  ) {
    self.folder = folder
    self.nodes = nodes
    self.unknown = unknown
    self.hasVolumeIdentity = hasVolumeIdentity
    self.claimsVolumes = claimsVolumes
    self.givenID = givenID
    self.instanceProfile = instanceProfile
    self.volumes = volumes
  }
}

import Text
package import Cluster
import Profile
package import YAML

/// The Auto Scaling groups: one of size 1 for each broker, or one for all that learn from their volumes which they are.
enum AutoScaling {
  /// The name of the lifecycle hook that the boot step `lifecycle-hook` answers.
  static let hookName = "in-service"
  /// Seconds until a hook that nothing answers lets the instance pass; the boot step asks for more while it waits.
  static let hookTimeout = 7_200
  /// Seconds after a launch in which a failed health check doesn't count.
  static let gracePeriod = 900

  /// The input of `aws autoscaling create-auto-scaling-group`.
  ///
  /// Field names are those of CreateAutoScalingGroupType in the Amazon EC2 Auto Scaling API reference.
  static func group(of launch: Launch, in cluster: Cluster) -> Node {
    let size = launch.nodes.count
    let subnets = launch.zones.compactMap { zone in
      cluster.delivery.network.subnets.first { $0.zone.value == zone }?.subnet.value
    }
    var group = Mapping()
    group["AutoScalingGroupName"] = .string(launch.name)
    group["LaunchTemplate"] = ["LaunchTemplateName": .string(launch.name), "Version": "$Latest"]
    group["MinSize"] = .integer(size)
    group["MaxSize"] = .integer(size)
    group["DesiredCapacity"] = .integer(size)
    group["VPCZoneIdentifier"] = .string(subnets.joined(separator: ","))
    group["HealthCheckType"] = "EC2"
    group["HealthCheckGracePeriod"] = .integer(gracePeriod)
    if cluster.delivery.hasLifecycleHook.value {
      group["LifecycleHookSpecificationList"] = [
        [
          "LifecycleHookName": .string(hookName), "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
          // An instance that doesn't come up stays, to be looked at.
          "HeartbeatTimeout": .integer(hookTimeout), "DefaultResult": "CONTINUE",
        ]
      ]
    }
    group["Tags"] = [
      ["Key": "kafka-cluster", "Value": .string(cluster.name), "PropagateAtLaunch": false]
    ]
    return Node(.mapping(group))
  }
}

/// The files of a cluster that a tool applies, besides the launch templates and the CloudFormation template.
package enum DeliveryFiles {
  /// Where the Terraform module is in the cluster's folder.
  package static let terraformPath = "terraform/main.tf.json"

  /// JSON documents by their paths in the cluster's folder.
  /// - Parameters:
  ///   - cluster: the cluster.
  ///   - userData: the bytes that EC2 gets, in the order of the launches.
  ///   - before: what the folder has.
  /// - Returns: the documents with their paths.
  package static func json(
    of cluster: Cluster,
    userData: [[UInt8]],
    before: DeployedFiles
  ) -> [(path: String, document: Node)] {
    var files: [(path: String, document: Node)] = []
    if cluster.delivers(.autoscaling) {
      files += cluster.launches.map { ("autoscaling/\($0.name).json", AutoScaling.group(of: $0, in: cluster)) }
    }
    if cluster.makesRoles && (cluster.delivers(.autoscaling) || cluster.delivers(.launchTemplate)) {
      files += cluster.launches.map { (policyPath(of: $0, in: cluster), AccessPolicy.document(of: $0, in: cluster)) }
      files.append(("iam/trust.json", AccessPolicy.trust(of: cluster)))
    }
    let module =
      cluster.delivers(.terraform)
      ? Terraform.module(of: cluster, userData: userData, before: before.terraform)
      : before.terraform.flatMap { Terraform.remainder(of: $0, cluster) }
    if let module { files.append((terraformPath, module)) }
    return files
  }

  /// Where the policy of a launch's role is.
  static func policyPath(of launch: Launch, in cluster: Cluster) -> String {
    cluster.hasVolumeIdentity ? "iam/policy.json" : "iam/policy-\(launch.folder).json"
  }

  /// Whether a file of a cluster's folder is one of these, now or in other runs.
  package static func isOurs(_ path: String) -> Bool {
    if ["iam/policy.json", "iam/trust.json", terraformPath].contains(path) { return true }
    let parts = path.split(at: "/")
    guard parts.count == 2, parts[1].ends(with: ".json") else { return false }
    let name = parts[1].before(".json")
    let isBroker = name.split(at: "-").last.flatMap { UInt32($0) } != nil
    return parts[0] == "autoscaling" && (name.ends(with: "-brokers") || isBroker)
      || parts[0] == "iam" && name.begins(with: "policy-broker-") && isBroker
  }
}

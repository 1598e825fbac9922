import Cluster
import Profile
package import YAML

/// The Auto Scaling groups for the AWS CLI: one of size 1 for each broker, or one for all that learn from their volumes
/// which they are.
package enum AutoScaling {
  /// The files: the input of `aws autoscaling create-auto-scaling-group` for each group, with its path in the cluster's
  /// folder.
  package static func files(of stack: Stack) -> [(path: String, make: @Sendable () -> Node)] {
    stack.groups.map { group in ("autoscaling/\(group.name).json", { request(of: group, in: stack.cluster) }) }
  }

  /// The input that makes a group.
  ///
  /// Field names are those of CreateAutoScalingGroupType in the Amazon EC2 Auto Scaling API reference.
  private static func request(of group: AutoScalingGroup, in cluster: Cluster) -> Node {
    let subnets = group.launch.zones.compactMap { zone in
      cluster.delivery.network.subnets.first { $0.zone.value == zone }?.subnet.value
    }
    var request = Mapping()
    request["AutoScalingGroupName"] = .string(group.name)
    request["LaunchTemplate"] = ["LaunchTemplateName": .string(group.name), "Version": "$Latest"]
    request["MinSize"] = .integer(group.size)
    request["MaxSize"] = .integer(group.size)
    request["DesiredCapacity"] = .integer(group.size)
    request["VPCZoneIdentifier"] = .string(subnets.joined(separator: ","))
    request["HealthCheckType"] = .string(AutoScalingGroup.healthCheck)
    request["HealthCheckGracePeriod"] = .integer(AutoScalingGroup.gracePeriod)
    request["LifecycleHookSpecificationList"] = group.hook.map { [$0.specification] }
    request["Tags"] = [Tag.cluster(cluster).ofGroup]
    return Node(.mapping(request))
  }
}

/// How the APIs and CloudFormation have a hook and a tag.
extension LifecycleHook {
  /// The hook, as a LifecycleHookSpecification.
  var specification: Node {
    [
      "LifecycleHookName": .string(name), "LifecycleTransition": .string(transition),
      "HeartbeatTimeout": .integer(timeout), "DefaultResult": .string(result),
    ]
  }
}

extension Tag {
  /// The tag, as EC2 has it.
  var pair: Node { ["Key": .string(key), "Value": .string(value)] }

  /// The tag of a group, whose instances have theirs from the launch template.
  var ofGroup: Node { ["Key": .string(key), "Value": .string(value), "PropagateAtLaunch": false] }
}

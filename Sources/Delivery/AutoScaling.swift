package import Cluster
import Profile
import Text
package import YAML

/// The Auto Scaling groups: one of size 1 for each broker, or one for all that learn from their volumes which they are.
package enum AutoScaling {
  /// The name of the lifecycle hook that the boot step `in-service` answers.
  static let hookName = "in-service"
  /// Seconds until a hook that nothing answers lets the instance pass; the boot step asks for more while it waits.
  static let hookTimeout = 7_200
  /// Seconds after a launch in which a failed health check doesn't count.
  static let gracePeriod = 900

  /// The input of `aws autoscaling create-auto-scaling-group`.
  ///
  /// Field names are those of CreateAutoScalingGroupType in the Amazon EC2 Auto Scaling API reference.
  package static func group(of launch: Launch, in cluster: Cluster) -> Node {
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

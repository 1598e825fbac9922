import Cluster
import Profile
import YAML

/// What the instances' role may do: what their boot steps call, and nothing else.
enum AccessPolicy {
  private static let version = "2012-10-17"

  /// The policy of the role.
  ///
  /// DescribeVolumes takes no resource, AttachVolume both the volume and the instance (Service Authorization Reference,
  /// "Actions, resources, and condition keys for Amazon EC2").
  static func document(of cluster: Cluster) -> Node {
    let region = cluster.region ?? "*"
    let partition = partition(of: region)
    var statements: [Node] = []
    if cluster.claimsVolumes {
      statements.append(["Effect": "Allow", "Action": "ec2:DescribeVolumes", "Resource": "*"])
      statements.append([
        "Effect": "Allow", "Action": "ec2:AttachVolume",
        "Resource": [
          .string("arn:\(partition):ec2:\(region):*:volume/*"), .string("arn:\(partition):ec2:\(region):*:instance/*"),
        ],
        "Condition": [
          "StringEquals": Node(
            .mapping(
              Mapping(
                LaunchTemplate.clusterTags(cluster).map {
                  Mapping.Entry(key: "aws:ResourceTag/\($0.key)", value: .string($0.value))
                }
              )
            )
          )
        ],
      ])
    }
    if let zone = cluster.delivery.hostedZone {
      statements.append([
        "Effect": "Allow", "Action": "route53:ChangeResourceRecordSets",
        "Resource": .string("arn:\(partition):route53:::hostedzone/\(zone.value)"),
        "Condition": [
          "ForAllValues:StringEquals": [
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": Node(
              .sequence(cluster.nodes.map { .string($0.host.lowercased()) })
            ),
            "route53:ChangeResourceRecordSetsRecordTypes": ["A"],
            "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
          ]
        ],
      ])
    }
    if cluster.delivery.hasLifecycleHook.value {
      statements.append([
        "Effect": "Allow",
        "Action": ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
        "Resource": Node(
          .sequence(
            cluster.launches.map {
              .string("arn:\(partition):autoscaling:\(region):*:autoScalingGroup:*:autoScalingGroupName/\($0.name)")
            }
          )
        ),
      ])
    }
    return ["Version": .string(version), "Statement": Node(.sequence(statements))]
  }

  /// The policy that lets EC2 instances have the role.
  static func trust(of cluster: Cluster) -> Node {
    let service = partition(of: cluster.region ?? "") == "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com"
    return [
      "Version": .string(version),
      "Statement": [["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]],
    ]
  }

  /// The partition of a region (AWS General Reference, "Amazon Resource Names").
  private static func partition(of region: String) -> String {
    region.begins(with: "cn-") ? "aws-cn" : region.begins(with: "us-gov-") ? "aws-us-gov" : "aws"
  }
}

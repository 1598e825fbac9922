import Text
import Catalog
package import Cluster
import Profile
package import YAML

/// What the role of a launch's instances may do: what their boot steps call, on what is theirs, and nothing else.
///
/// Resources and condition keys are those of the Service Authorization Reference, "Actions, resources, and condition keys"
/// for Amazon EC2, Amazon Route 53 and Amazon EC2 Auto Scaling.
package struct AccessPolicy {
  /// Where what the policy names is, as a form of delivery writes it.
  package struct Place {
    /// The partition of its ARNs.
    let partition: String
    /// The region, where it is known.
    let region: String?
    /// The account's id.
    let account: String
  }

  /// Stands for the account's id in a file, since only who applies it knows that; no other part of an ARN looks like it.
  static let account = "ACCOUNT"

  private static let version = "2012-10-17"

  private let cluster: Cluster
  private let launch: Launch
  private let place: Place

  /// Where a launch's policy is in the cluster's folder.
  package static func path(of launch: Launch, in cluster: Cluster) -> String {
    cluster.hasVolumeIdentity ? "iam/policy.json" : "iam/policy-\(launch.folder).json"
  }

  /// The policy of a launch's role; without a place, of the region of the zones and an account that is filled in later.
  package static func document(of launch: Launch, in cluster: Cluster, at place: Place? = nil) -> Node {
    let place =
      place ?? Place(partition: partition(of: cluster.region ?? ""), region: cluster.region, account: account)
    let policy = AccessPolicy(cluster: cluster, launch: launch, place: place)
    return ["Version": .string(version), "Statement": Node(.sequence(policy.statements))]
  }

  /// The policy that lets EC2 instances have the role.
  package static func trust(of cluster: Cluster) -> Node {
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

  private func arn(_ service: String, _ resource: String) -> String {
    "arn:\(place.partition):\(service):\(place.region ?? "*"):\(place.account):\(resource)"
  }

  private var statements: [Node] {
    (cluster.claimsVolumes ? claiming : [])
      + [cluster.delivery.hostedZone.map { record(in: $0.value) }].compactMap(\.self)
      + (cluster.delivery.hasLifecycleHook.value ? [hook] : [])
      + (cluster.instance.operatingSystem.value.hasSystemsManagerAgent ? [sessions] : [])
  }

  /// What the agent of Systems Manager needs for sessions, which take no open port and no key.
  ///
  /// The managed policy, AmazonSSMManagedInstanceCore, also reads every parameter of the account. None of these takes a
  /// resource (Service Authorization Reference, "AWS Systems Manager" and "Amazon Session Manager Message Gateway").
  private var sessions: Node {
    [
      "Effect": "Allow",
      "Action": [
        "ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
      ],
      "Resource": "*",
    ]
  }

  /// AttachVolume takes the right to the volume and to the instance, each by its own statement, since the keys of one aren't
  /// there for the other.
  private var claiming: [Node] {
    let ids = launch.nodes.map { Node.string(String($0.id)) }
    let tags = Tag.identity(of: cluster).map { (key: $0.key, value: Node.string($0.value)) }
    func condition(_ tags: [(key: String, value: Node)]) -> Node {
      Node(.mapping(Mapping(tags.map { Mapping.Entry(key: "aws:ResourceTag/\($0.key)", value: $0.value) })))
    }
    let volume = condition(tags + [(Tag.brokerKey, ids.count == 1 ? ids[0] : Node(.sequence(ids)))])
    // An instance isn't known to be any broker where that is up to its volume.
    let instance = ids.count == 1 ? volume : condition(tags)
    var seeing = Mapping()
    seeing["Effect"] = "Allow"
    seeing["Action"] = "ec2:DescribeVolumes"
    // It takes no resource.
    seeing["Resource"] = "*"
    seeing["Condition"] = place.region.map { ["StringEquals": ["aws:RequestedRegion": .string($0)]] }
    return [
      Node(.mapping(seeing)),
      [
        "Effect": "Allow", "Action": "ec2:AttachVolume", "Resource": .string(arn("ec2", "volume/*")),
        "Condition": ["StringEquals": volume],
      ],
      [
        "Effect": "Allow", "Action": "ec2:AttachVolume", "Resource": .string(arn("ec2", "instance/*")),
        "Condition": [
          "StringEquals": instance,
          // The instance that asks is the one that the volume goes to, as in AWS's own AWSEC2VssSnapshotPolicy.
          "ArnEquals": ["ec2:SourceInstanceARN": .string(arn("ec2", "instance/${ec2:InstanceID}"))],
        ],
      ],
    ]
  }

  /// The records of the launch's own names, and only to set their address.
  private func record(in zone: String) -> Node {
    let names = Node(.sequence(launch.nodes.map { .string($0.host.lowercased()) }))
    let values: [(key: String, value: Node)] = [
      ("route53:ChangeResourceRecordSetsNormalizedRecordNames", names),
      ("route53:ChangeResourceRecordSetsRecordTypes", ["A"]), ("route53:ChangeResourceRecordSetsActions", ["UPSERT"]),
    ]
    return [
      "Effect": "Allow", "Action": "route53:ChangeResourceRecordSets",
      "Resource": .string("arn:\(place.partition):route53:::hostedzone/\(zone)"),
      "Condition": [
        "ForAllValues:StringEquals": Node(
          .mapping(Mapping(values.map { Mapping.Entry(key: $0.key, value: $0.value) }))
        ),
        // ForAllValues is also true of a key that isn't there (IAM user guide, "Multivalued context keys").
        "Null": Node(.mapping(Mapping(values.map { Mapping.Entry(key: $0.key, value: "false") }))),
      ],
    ]
  }

  private var hook: Node {
    [
      "Effect": "Allow",
      "Action": ["autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
      "Resource": .string(arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/\(launch.name)")),
    ]
  }
}

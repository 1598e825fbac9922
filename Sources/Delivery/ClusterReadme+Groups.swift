import Bootstrap
import Cluster
import Profile
import YAML

extension ClusterReadme {
  /// How to apply, replace, roll and grow a cluster whose data volumes wait for their instances.
  static func claimed(_ cluster: Cluster) -> String {
    let region = cluster.region.map { "    export AWS_DEFAULT_REGION=\($0)\n\n" } ?? ""
    let volumes =
      cluster.claimsVolumes
      ? """
      Each broker's data volume is there before its instance, with the tags `kafka-cluster` and `kafka-broker-id`. A booting \
      instance claims \(cluster.hasVolumeIdentity ? "a free one of its zone, which says which broker it is" : "its own"), so a \
      replacement goes on with the data of its predecessor. It waits up to twenty minutes for a volume that its predecessor \
      still holds. Never take these tags from a volume in use or put them on a second one.
      """
      : """
      The data volume is made with the instance, so a replacement starts with a blank one and its broker copies everything \
      from the others; topics with one replica lose their data. The old volume is kept, and billed, until you delete it.
      """
    var sections = ["## How it hangs together\n\n\(volumes)\n\n\(region)"]
    if cluster.delivers(.autoscaling) { sections.append(groups(cluster)) }
    if cluster.delivers(.terraform) { sections.append(terraform) }
    if cluster.delivers(.cloudformation) { sections.append(cloudFormation(cluster)) }
    if !cluster.hasGroups { sections.append(instances(cluster)) }
    sections.append(changes(cluster))
    return sections.joined(separator: "\n").putting("\n\n", for: "\n\n\n")
  }

  private static func groups(_ cluster: Cluster) -> String {
    let groups = cluster.launches.map { launch in
      """
          aws ec2 create-launch-template --launch-template-name \(launch.name) \\
            --launch-template-data file://\(launch.folder)/launch-template.json
          aws autoscaling create-auto-scaling-group --cli-input-json file://autoscaling/\(launch.name).json
          aws autoscaling suspend-processes --auto-scaling-group-name \(launch.name) --scaling-processes AZRebalance
      """
    }
    return """
      ## Apply with the AWS CLI

      Run these in this folder, all at once: more than half of the brokers must be up before any is.

      \((role(cluster) + volumes(cluster) + groups).joined(separator: "\n"))

      """
  }

  private static func role(_ cluster: Cluster) -> [String] {
    guard cluster.callsAWS, cluster.instance.instanceProfile == nil, let name = cluster.instanceProfile else {
      return []
    }
    return [
      """
          aws iam create-role --role-name \(name) --assume-role-policy-document file://iam/trust.json
          aws iam put-role-policy --role-name \(name) --policy-name boot --policy-document file://iam/policy.json
          aws iam create-instance-profile --instance-profile-name \(name)
          aws iam add-role-to-instance-profile --instance-profile-name \(name) --role-name \(name)
      """
    ]
  }

  private static func volumes(_ cluster: Cluster) -> [String] {
    if !cluster.claimsVolumes { return [] }
    let volume = cluster.data.volume
    let more = [
      volume.iops.map { "--iops \($0.value)" }, volume.throughput.map { "--throughput \($0.value)" },
      volume.encrypted.value ? "--encrypted" : "--no-encrypted",
    ].compactMap(\.self).joined(separator: " ")
    return cluster.nodes.map { node in
      let tags = LaunchTemplate.tags(name: node.host, brokerID: node.id, cluster)
        .map { "{\"Key\": \($0.key.jsonText), \"Value\": \($0.value.jsonText)}" }.joined(separator: ", ")
      return """
            aws ec2 create-volume --availability-zone \(node.zone ?? "ZONE") --volume-type \(volume.type.value) \\
              --size \(volume.size.value) \(more) \\
              --tag-specifications \("[{\"ResourceType\": \"volume\", \"Tags\": [\(tags)]}]".shellWord)
        """
    }
  }

  private static let terraform = """
    ## Apply with Terraform

        cd terraform && terraform init && terraform apply

    The data volumes have `prevent_destroy`: a plan that would delete one fails. An apply that changes a launch template \
    replaces no instance; roll them as below. Keep the state elsewhere, by a `backend` in a file of your own beside \
    `main.tf.json`.

    """

  private static func cloudFormation(_ cluster: Cluster) -> String {
    """
    ## Apply with CloudFormation

        aws cloudformation deploy --template-file cloudformation.yaml --stack-name kafka-\(cluster.name) \\
          --capabilities CAPABILITY_IAM
        aws cloudformation update-termination-protection --stack-name kafka-\(cluster.name) \\
          --enable-termination-protection

    The data volumes stay when the stack is deleted. A template above 51,200 bytes also needs `--s3-bucket BUCKET`. \
    Parameters without a default go behind `--parameter-overrides`.

    """
  }

  private static func instances(_ cluster: Cluster) -> String {
    let launches = cluster.launches.map { launch in
      """
          aws ec2 create-launch-template --launch-template-name \(launch.name) \\
            --launch-template-data file://\(launch.folder)/launch-template.json
          aws ec2 run-instances --launch-template 'LaunchTemplateName=\(launch.name),Version=$Latest' \\
            \(network(of: launch.nodes[0], in: cluster))
      """
    }
    return """
      ## Launch

      Run these in this folder, all at once: more than half of the brokers must be up before any is.

      \((role(cluster) + volumes(cluster) + launches).joined(separator: "\n"))

      """
  }

  private static func changes(_ cluster: Cluster) -> String {
    let launch = cluster.launches[0]
    // One at a time, the old one ended before the new one begins, since only one of them can have the volume.
    let healthy = (launch.nodes.count - 1) * 100 / launch.nodes.count
    let replace =
      cluster.hasGroups
      ? """
          aws autoscaling terminate-instance-in-auto-scaling-group --no-should-decrement-desired-capacity \\
            --instance-id INSTANCE
      """
      : "    aws ec2 terminate-instances --instance-ids INSTANCE\n    (then run-instances as above, in the same zone)"
    let version = """
          aws ec2 create-launch-template-version --launch-template-name \(launch.name) \\
            --launch-template-data file://\(launch.folder)/launch-template.json
      """
    let viaAPI = cluster.delivers(.autoscaling) || !cluster.hasGroups
    let refresh = """
          aws autoscaling start-instance-refresh --auto-scaling-group-name \(launch.name) \\
            --preferences '{"MinHealthyPercentage": \(healthy), "MaxHealthyPercentage": 100, "InstanceWarmup": 900}'
      """
    return """
      ## Replace a broker

      When all others are in sync:

      \(replace)

      ## Roll a new version

      Render again, \(viaAPI ? "make a new version of the template" : "apply") and replace the instances\
      \(launch.nodes.count == 1 && cluster.nodes.count > 1 ? ", one broker after the other, each when the one before is in sync" : ""):

      \(([viaAPI ? version : nil, cluster.hasGroups ? refresh : replace]).compactMap(\.self).joined(separator: "\n"))

      \(cluster.delivery.hasLifecycleHook.value
        ? "A launched instance is `InService` when its broker is in sync, so that is what to wait for.\n"
        : "A broker is back when `sudo kafka-node status` on it shows all brokers, and in sync when no partition is under-replicated.\n")
      ## Grow the volume

      It can't shrink again. Say the size in the profile too\
      \(cluster.delivers(.terraform) || cluster.delivers(.cloudformation) ? "; with Terraform or CloudFormation apply that instead of the first command" : ""). Then on the node:

          aws ec2 modify-volume --volume-id VOLUME --size \(cluster.data.volume.size.value * 2)
          sudo kafka-node mount

      """
  }
}

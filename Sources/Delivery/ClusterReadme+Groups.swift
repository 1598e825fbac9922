import Text
import Bootstrap
import Catalog
import Cluster
import Profile

extension ClusterReadme {
  /// How to apply, replace, roll and grow a cluster whose data volumes wait for their instances.
  static func claimed(_ cluster: Cluster) -> String {
    let region = cluster.region.map { "    export AWS_DEFAULT_REGION=\($0)\n\n" } ?? ""
    let volumes =
      cluster.claimsVolumes
      ? """
      Each broker's data volume is there before its instance, with the tags `\(Tag.clusterKey)` and `\(Tag.brokerKey)`. A booting \
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
    if cluster.delivers(.terraform) { sections.append(terraform(cluster)) }
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
          \(suspension(of: launch))
      """
    }
    return """
      ## Apply with the AWS CLI

      Run these in this folder, all at once: more than half of the brokers must be up before any is.

      \((roles(cluster) + volumes(cluster) + groups).joined(separator: "\n"))

      """
  }

  /// A second instance for the time of a move could claim nothing.
  private static func suspension(of launch: Launch) -> String {
    "aws autoscaling suspend-processes --auto-scaling-group-name \(launch.name) --scaling-processes \(AutoScalingGroup.suspendedProcess)"
  }

  /// The commands that make the roles.
  static func roles(_ cluster: Cluster) -> [String] {
    if !cluster.makesRoles { return [] }
    let account = "    account=$(aws sts get-caller-identity --query Account --output text)"
    return [account]
      + cluster.launches.compactMap { launch in
        guard let name = cluster.instanceProfile(of: launch) else { return nil }
        let policy = AccessPolicy.path(of: launch, in: cluster)
        return """
              aws iam create-role --role-name \(name) --assume-role-policy-document file://iam/trust.json
              aws iam put-role-policy --role-name \(name) --policy-name boot \\
                --policy-document "$(sed "s/:\(AccessPolicy.account):/:$account:/" \(policy))"
              aws iam create-instance-profile --instance-profile-name \(name)
              aws iam add-role-to-instance-profile --instance-profile-name \(name) --role-name \(name)
          """
      }
  }

  /// What the instances' rights are, where the roles are made; nothing where they are the operator's.
  static func rights(_ cluster: Cluster) -> String {
    if !cluster.makesRoles { return "" }
    let isShared = cluster.hasVolumeIdentity
    let rights = [
      cluster.claimsVolumes
        ? isShared
          ? "attach any free data volume of this cluster to itself" : "attach its own broker's data volume to itself"
        : nil,
      cluster.delivery.hostedZone == nil
        ? nil
        : isShared ? "write the address of any of the host names above" : "write the address of its own host name",
      cluster.delivery.hasLifecycleHook.value
        ? "answer the lifecycle hook for \(isShared ? "any instance of the group" : "its own group")" : nil,
      cluster.instance.operatingSystem.value.hasSystemsManagerAgent
        ? "let those whom you allow open a session on it (Systems Manager)" : nil,
    ].compactMap(\.self)
    let rest =
      cluster.claimsVolumes ? " It sees all volumes of the region, which EC2 can't narrow." : ""
    let shared = """
       What one of them could do to another: take the volume that waits for it, or its name, since before it has a volume an \
      instance isn't known to be any broker. `identity: fixed` gives each broker a role of its own.
      """
    return """
      ## What the instances may do

      \(isShared ? "All instances have one role, by which each" : "Each broker has a role of its own, by which its instance") \
      may \(listed(rights)), and nothing else.\(rest)\(isShared ? shared : "") With `instance.profile` in the profile the role \
      is yours.


      """
  }

  private static func volumes(_ cluster: Cluster) -> [String] {
    if !cluster.claimsVolumes { return [] }
    let fields = cluster.data.volume
    let more = [
      fields.iops.map { "--iops \($0.value)" }, fields.throughput.map { "--throughput \($0.value)" },
      fields.encrypted.value ? "--encrypted" : "--no-encrypted",
    ].compactMap(\.self).joined(separator: " ")
    return cluster.nodes.map { DataVolume(of: $0, in: cluster) }.map { volume in
      let tags = volume.tags
        .map { "{\"Key\": \($0.key.jsonText), \"Value\": \($0.value.jsonText)}" }.joined(separator: ", ")
      return """
            aws ec2 create-volume --availability-zone \(volume.zone ?? "ZONE") --volume-type \(fields.type.value.rawValue) \\
              --size \(fields.size.value) \(more) \\
              --tag-specifications \("[{\"ResourceType\": \"volume\", \"Tags\": [\(tags)]}]".shellWord)
        """
    }
  }

  private static func terraform(_ cluster: Cluster) -> String {
    let volumes = """
      Terraform destroys no data volume. A plan that would destroy or replace one fails (`prevent_destroy`). One that leaves \
      the profile, with its broker say, leaves the state and stays in EC2, and is billed, until you delete it: the next \
      render names it as `removed`, which takes Terraform 1.7, so render into this folder and keep its files. If one is \
      destroyed all the same, a snapshot of it is made before (`final_snapshot`). Before a broker comes back, take its volume \
      in again by `terraform import \(Terraform.inModule(Terraform.volumeAddress(cluster.nodes[0].id))) VOLUME`, with that broker's id, or there \
      are two.


      """
    return """
      ## Apply with Terraform

          cd terraform && terraform init && terraform apply

      \(cluster.claimsVolumes ? volumes : "")\
      An apply that changes a launch template replaces no instance; roll them as below. Keep the state elsewhere, by a \
      `backend` in a file of your own beside `main.tf.json`. What was applied when the resources stood in that file itself \
      moves into the module (`moved.tf.json`); nothing is made anew. `terraform output` has the bootstrap servers, the web UI \
      and the ids of what there is.

      `terraform/\(Terraform.moduleName)` is the module, without a provider, for a configuration of your own; it reads the \
      user-data beside it, so keep the folders together. Its variables are those of `variables.tf.json`.

      ```hcl
      module "kafka" {
        source = "./\(cluster.name)/terraform/\(Terraform.moduleName)"
      }
      ```

      """
  }

  private static func cloudFormation(_ cluster: Cluster) -> String {
    let suspension = cluster.launches.filter { $0.zones.count > 1 }.map { "    \(Self.suspension(of: $0))\n" }
    let volumes = """
      The data volumes stay in EC2, and are billed, until you delete them: when their broker leaves the template, when a \
      change of their zone or encryption makes new ones, and when the stack is deleted (`DeletionPolicy` and \
      `UpdateReplacePolicy` are `Retain`). A stack that is made again doesn't know them and makes others with the same tags, at \
      which the boot stops: import them into it instead (`create-change-set --change-set-type IMPORT`).\u{20}
      """
    return """
      ## Apply with CloudFormation

          aws cloudformation deploy --template-file cloudformation.yaml --stack-name \(cluster.stackName) \\
            --capabilities CAPABILITY_IAM
          aws cloudformation update-termination-protection --stack-name \(cluster.stackName) \\
            --enable-termination-protection
      \(suspension.joined())
      \(cluster.claimsVolumes ? volumes : "")A template above 51,200 bytes also needs `--s3-bucket BUCKET`. \
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

      \((roles(cluster) + volumes(cluster) + launches).joined(separator: "\n"))

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

import Text
package import Bootstrap
import Catalog
package import Cluster
package import Compose
import Profile
import Services

/// The README of a cluster's output folder: what to paste where.
package enum ClusterReadme {
  /// Writes it, in Markdown; `encodings` has the form of each node's user-data, in the order of the nodes, and `otherPorts`
  /// what the nodes publish beside the cluster's own ports.
  package static func text(of cluster: Cluster, encodings: [Encoding], otherPorts: [OtherPort]) -> String {
    let text = """
      # Cluster \(cluster.name)

      \(isSingle(cluster) ? "One broker" : "\(cluster.nodes.count) brokers") of Confluent Platform \
      \(cluster.release.version). These files are written by `kafka-cloud-init render`; change the profile and render again \
      rather than these. [`index.html`](index.html) is this page with a button for each thing that is pasted.

      ![The nodes, what runs on them and who connects](topology.svg)

      | broker | host name | address | zone | instance type | user-data |
      | --- | --- | --- | --- | --- | --- |
      \(zip(cluster.nodes, encodings).map { row($0, $1, in: cluster) }.joined(separator: "\n"))

      ## Before the first launch

      \(names(of: cluster))
      - Security group: \(securityGroup(of: cluster))

      | port | what | who |
      | --- | --- | --- |
      \((ports(of: cluster) + otherPorts.map(row)).joined(separator: "\n"))

      - The nodes need a way out to their package mirrors, \(hosts(of: cluster)) (an internet gateway or a NAT).

      \(rights(cluster))\(isClaimed(cluster) ? claimed(cluster) : templates(of: cluster, encodings))
      \(wayIn(cluster))
      ## See that it works

      Three to ten minutes after launch, on the instance:

          sudo kafka-node status

      The steps, and what stopped them, are also in EC2's system log (Actions › Monitor and troubleshoot › Get system log). If \
      a boot has stopped, mend what it names, then `sudo systemctl restart kafka-node`; every step can run again.\
      \(userInterface(of: cluster))

      \(connecting(cluster))
      ## What it does to the disk

      A blank `\(cluster.data.device.value)` is formatted as xfs and mounted at `\(cluster.data.mount.value)`. A volume of this \
      broker that comes back, after a reboot or on a replacement instance, is mounted as it is. Anything else stops the boot, \
      and the disk stays as it is.

      Each step of a boot is a function of [`kafka-node.sh`](kafka-node.sh), which without comments and indentation is \
      /usr/sbin/kafka-node on every node.
      """
    return text + "\n" + (isClaimed(cluster) ? "" : "\n" + replacing(cluster) + "\n")
  }

  private static func securityGroup(of cluster: Cluster) -> String {
    if cluster.instance.securityGroups.isEmpty && cluster.hasGroups {
      return
        "it is made with the rest. The nodes reach each other on these ports, clients and administrators from the ranges "
        + "of `network` in the profile, and nobody else."
    }
    return "\(isSingle(cluster) ? "open" : "let the nodes reach each other on every port below, and open") the "
      + "ports for clients to your clients' addresses only. Nothing here needs to be open to the world."
  }

  /// Whether the data volumes wait for their instances, or groups launch them.
  private static func isClaimed(_ cluster: Cluster) -> Bool { cluster.claimsVolumes || cluster.hasGroups }

  /// How to launch by hand, from the templates.
  private static func templates(of cluster: Cluster, _ encodings: [Encoding]) -> String {
    let first = cluster.nodes[0]
    let launch = cluster.launches[0]
    let data = "--launch-template-data file://\(launch.folder)/launch-template.json"
    let run = "aws ec2 run-instances --launch-template 'LaunchTemplateName=\(launch.name),Version=$Latest'"
    let roles = roles(cluster).map { "\($0)\n" }.joined()
    return """
      ## Launch

      \(isSingle(cluster) ? "" : together(cluster))\
      In the console: EC2 › Launch templates › Create launch template. Choose the image and instance type, add a second EBS \
      volume with device name `\(cluster.data.device.value)` and **Delete on termination: No**, and paste \
      \(pasted(encodings)) into Advanced details › User data. \(first.address == nil ? "" : primaryIP)Then launch one instance \
      from it.

      By command, with everything filled in but your subnet and security group:

      \(roles)    aws ec2 create-launch-template --launch-template-name \(launch.name) \\
            \(data)
          \(run) \\
            \(network(of: first, in: cluster))

      \(group(of: cluster))

      """
  }

  /// How to replace an instance that was launched by hand, and what else changes it.
  private static func replacing(_ cluster: Cluster) -> String {
    let first = cluster.nodes[0]
    let launch = cluster.launches[0]
    let data = "--launch-template-data file://\(launch.folder)/launch-template.json"
    let run = "aws ec2 run-instances --launch-template 'LaunchTemplateName=\(launch.name),Version=$Latest'"
    return """
      ## Replace an instance and keep its data

      Terminate it, launch another in the same zone without the template's data volume, and attach the old volume while \
      the new instance waits for it, up to five minutes. It takes up where the old one stopped.

          \(run) \\
            \(network(of: first, in: cluster)) \\
            --block-device-mappings '[{"DeviceName": "\(cluster.data.device.value)", "NoDevice": ""}]'
          aws ec2 attach-volume --device \(cluster.data.device.value) --instance-id INSTANCE --volume-id VOLUME

      \(first.address == nil ? "Then point its host name to the new instance's private address.\n\n" : "")\
      ## Change it

      cloud-init takes user-data at an instance's first boot only. Render again; then, one broker after the other, make a new \
      version of its template and replace the instance as above:

          aws ec2 create-launch-template-version --launch-template-name \(launch.name) \\
            \(data)

      When only the compose file has changed, copy it to `/etc/kafka-node/docker-compose.yml` on the node instead, and \
      `sudo systemctl restart kafka-node`.
      """
  }

  /// Where the checkout and the images come from; an image's registry is what stands before the first slash, if it has a
  /// dot or a port, and else Docker Hub.
  private static func hosts(of cluster: Cluster) -> String {
    let names = cluster.services.map { placed in
      let first = placed.image.value.split(at: "/").first ?? ""
      let isHost = placed.image.value.includes("/") && (first.includes(".") || first.includes(":"))
      return isHost ? String(first) : "Docker Hub"
    }
    let repository = (cluster.checkout.repository.rest(after: "https://") ?? "").before("/")
    return listed([String(repository)] + Set(names).sorted())
  }

  static func isSingle(_ cluster: Cluster) -> Bool { cluster.nodes.count == 1 }

  private static func together(_ cluster: Cluster) -> String {
    """
    Do this once per broker: each has its own user-data, and with it its own identity. Launch them within an hour: more than \
    half of the \(cluster.mode == .kraft ? "controllers" : "ZooKeeper servers") must be up before any broker is.


    """
  }

  private static let primaryIP = """
    Under Network settings › Advanced network configuration set Primary IP to the node's address. \

    """

  /// A template that asks for an address has a network interface, and takes subnet and security group only as part of one.
  static func network(of node: ClusterNode, in cluster: Cluster) -> String {
    let subnet = cluster.subnet(of: node) ?? "SUBNET"
    let own = cluster.instance.securityGroups.map(\.value)
    guard let address = node.address else {
      // Those of the template hold.
      return own.isEmpty ? "--subnet-id \(subnet) --security-group-ids SECURITY-GROUP" : "--subnet-id \(subnet)"
    }
    let groups = own.isEmpty ? "SECURITY-GROUP" : "[\(own.joined(separator: ","))]"
    return "--network-interfaces DeviceIndex=0,PrivateIpAddress=\(address),SubnetId=\(subnet),Groups=\(groups)"
  }

  /// What an Auto Scaling group does with a node's template.
  private static func group(of cluster: Cluster) -> String {
    if cluster.nodes[0].address != nil {
      return
        "Not for an Auto Scaling group: a replacement can't have the fixed address while the old instance still holds it."
    }
    let loss =
      isSingle(cluster)
      ? "With one broker that means an empty Kafka, so don't put this one into a group."
      : "Its broker then copies everything from the others, which takes a while; topics with one replica lose their data."
    return """
      In an Auto Scaling group, use the template with a size of exactly 1 and one subnet, and know what a replacement does: \
      the new instance gets a new, blank volume and a new address. \(loss) The old volume is kept, and billed, until you \
      delete it.
      """
  }

  private static func row(_ node: ClusterNode, _ encoding: Encoding, in cluster: Cluster) -> String {
    let folder = cluster.hasVolumeIdentity ? cluster.launches[0].folder : "broker-\(node.id)"
    let file = "\(folder)/user-data.\(encoding.fileExtension)"
    return
      "| \(node.id) | `\(node.host)` | \(node.address ?? "EC2's choice") | \(node.zone ?? "any") | \(node.instanceType.value) | [`\(file)`](\(file)) |"
  }

  private static func names(of cluster: Cluster) -> String {
    if cluster.nodes[0].address != nil {
      return
        "- Names: the nodes know each other by the fixed addresses of the profile. Clients need the names too, by DNS or hosts files."
    }
    if let zone = cluster.delivery.hostedZone {
      return "- DNS: each node writes the record of its host name in hosted zone \(zone.value) when it boots."
    }
    if cluster.hasGroups {
      return
        "- DNS: each host name above must resolve to its instance's private address, for clients and for the other "
        + "nodes. A replacement has another address: change the record, or let the nodes do it (`route53` in the profile)."
    }
    return """
      - DNS: each host name above must resolve to its instance's private address\
      \(isSingle(cluster) ? " for clients" : ", for clients and for the other nodes"). Choose the address first (add \
      `--private-ip-address ADDRESS` to `run-instances`), or make the record right after launch.
      """
  }

  private static func pasted(_ encodings: [Encoding]) -> String {
    encodings.allSatisfy { $0 == .plain }
      ? "the node's `user-data.yaml`"
      : "the node's file from the table, with \"User data has already been base64 encoded\" ticked if its name ends in `base64` "
        + "(a `.gz` can't be pasted: use the command below),"
  }

  private static func ports(of cluster: Cluster) -> [String] {
    cluster.openings.map { "| \($0.port) | \($0.what) | \($0.who) |" }
  }

  private static func row(_ port: OtherPort) -> String {
    let number = port.port ?? "any, for \(port.target) of the container"
    let who = port.isLocal ? "the instance alone" : "who reaches \(port.address), if you let them in"
    return "| \(number) | \(port.what) | \(who) |"
  }

  private static func userInterface(of cluster: Cluster) -> String {
    cluster.services.compactMap { placed in
      guard let login = placed.facts.service.login else { return nil }
      return """


        \(placed.facts.service.title) is at http://\(cluster.nodes[placed.firstIndex].host):\(placed.facts.port.map(String.init) ?? ""), user `\(login.user)`. The password was made \
        on that node:

            sudo grep \(login.password) \(cluster.data.mount.value)/.kafka-node
        """
    }.joined()
  }
}

package import Bootstrap
import Catalog
package import Cluster
import Profile

/// The README of a cluster's output folder: what to paste where.
package enum ClusterReadme {
  /// Writes it, in Markdown; `encodings` has the form of each node's user-data, in the order of the nodes.
  package static func text(of cluster: Cluster, encodings: [Encoding]) -> String {
    let one = cluster.nodes.count == 1
    return """
      # Cluster \(cluster.name)

      \(one ? "One broker" : "\(cluster.nodes.count) brokers") of Confluent Platform \(cluster.release.version). These files are \
      written by `kafka-cloud-init render`; change the profile and render again rather than these.

      | broker | host name | zone | instance type | user-data |
      | --- | --- | --- | --- | --- |
      \(zip(cluster.nodes, encodings).map(row).joined(separator: "\n"))

      ## Before the first launch

      \(names(of: cluster))
      - Security group: let the nodes reach each other on every port below; open the ports for clients to your clients' \
      addresses only. Nothing here needs to be open to the world.

      | port | what | who |
      | --- | --- | --- |
      \(ports(of: cluster).joined(separator: "\n"))

      - The nodes need a way out to their package mirrors, github.com and Docker Hub (an internet gateway or a NAT).

      ## Launch

      \(one ? "" : "Do this once per broker: each has its own user-data, and with it its own identity.\n\n")\
      In the console: EC2 › Launch templates › Create launch template. Choose the image and instance type, add a second EBS \
      volume with device name `\(cluster.data.device.value)` and **Delete on termination: No**, and paste \
      \(pasted(encodings)) into Advanced details › User data. Then launch one instance from it.

      By command, with everything filled in but your subnet and security group:

          aws ec2 create-launch-template --launch-template-name \(cluster.name)-broker-\(cluster.nodes[0].id) \\
            --launch-template-data file://broker-\(cluster.nodes[0].id)/launch-template.json
          aws ec2 run-instances --launch-template LaunchTemplateName=\(cluster.name)-broker-\(cluster.nodes[0].id) \\
            \(network(of: cluster.nodes[0]))

      In an Auto Scaling group, use the template with a size of exactly 1 and one subnet, and know what a replacement does: \
      the new instance gets a new, blank volume. \(replaced(one)) The old volume is kept, and billed, until you delete it.

      ## Replace an instance and keep its data

      Terminate it, launch another in the same zone without the template's data volume, and attach the old volume while \
      the new instance waits for it, up to five minutes. It takes up where the old one stopped.

          aws ec2 run-instances --launch-template LaunchTemplateName=\(cluster.name)-broker-\(cluster.nodes[0].id) \\
            \(network(of: cluster.nodes[0])) \\
            --block-device-mappings '[{"DeviceName": "\(cluster.data.device.value)", "NoDevice": ""}]'
          aws ec2 attach-volume --device \(cluster.data.device.value) --instance-id INSTANCE --volume-id VOLUME

      ## What it does to the disk

      A blank `\(cluster.data.device.value)` is formatted as xfs and mounted at `\(cluster.data.mount.value)`. A volume of this \
      broker that comes back, after a reboot or on a replacement instance, is mounted as it is. Anything else stops the boot, \
      and the disk stays as it is.

      ## See that it works

      Three to ten minutes after launch, on the instance:

          sudo kafka-node status

      The same lines are in EC2's system log (Actions › Monitor and troubleshoot › Get system log).\(userInterface(of: cluster))

      """
  }

  /// A template that asks for an address has a network interface, and takes subnet and security group only as part of one.
  private static func network(of node: ClusterNode) -> String {
    guard let address = node.address else { return "--subnet-id SUBNET --security-group-ids SECURITY-GROUP" }
    return "--network-interfaces DeviceIndex=0,PrivateIpAddress=\(address),SubnetId=SUBNET,Groups=SECURITY-GROUP"
  }

  private static func replaced(_ one: Bool) -> String {
    one
      ? "With one broker that means an empty Kafka, so don't put this one into a group."
      : "Its broker then copies everything from the others, which takes a while; topics with one replica lose their data."
  }

  private static func row(_ node: ClusterNode, _ encoding: Encoding) -> String {
    let file = "broker-\(node.id)/user-data.\(encoding.fileExtension)"
    return "| \(node.id) | `\(node.host)` | \(node.zone ?? "any") | \(node.instanceType.value) | [`\(file)`](\(file)) |"
  }

  private static func names(of cluster: Cluster) -> String {
    if cluster.nodes[0].address != nil {
      return
        "- Names: the nodes know each other by the fixed addresses of the profile. Clients need the names too, by DNS or hosts files."
    }
    return
      "- DNS: each host name above must resolve to its instance's private address, for clients and for the other nodes."
  }

  private static func pasted(_ encodings: [Encoding]) -> String {
    encodings.allSatisfy { $0 == .plain }
      ? "the node's `user-data.yaml`"
      : "the node's file from the table, with \"User data has already been base64 encoded\" ticked if its name ends in `base64`,"
  }

  private static func ports(of cluster: Cluster) -> [String] {
    var rows: [String] = []
    for listener in cluster.listeners where listener.advertise.value != .localhost {
      rows.append("| \(listener.port.value) | Kafka, listener `\(listener.name.value)` | clients, nodes |")
    }
    for placed in cluster.services where placed.facts.service != .broker {
      let facts = placed.facts
      let ports = cluster.ports(of: placed).map(String.init).joined(separator: ", ")
      if facts.service == .zookeeper {
        if cluster.nodes.count > 1 { rows.append("| \(ports) | ZooKeeper | nodes |") }
      } else {
        rows.append(
          "| \(ports) | \(facts.service.rawValue) | \(facts.service == .kafkaManager ? "administrators" : "applications, nodes") |"
        )
      }
    }
    return rows
  }

  private static func userInterface(of cluster: Cluster) -> String {
    guard let placed = cluster.placement(of: .kafkaManager), let node = cluster.nodes.first(where: placed.runs) else {
      return ""
    }
    return """


      Kafka Manager is at http://\(node.host):\(placed.facts.port), user `admin`. The password was made on that node:

          sudo grep KAFKA_MANAGER_PASSWORD \(cluster.data.mount.value)/.kafka-node
      """
  }
}

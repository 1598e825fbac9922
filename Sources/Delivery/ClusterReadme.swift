package import Bootstrap
import Catalog
package import Cluster
import Profile

/// The README of a cluster's output folder: what to paste where.
package enum ClusterReadme {
  /// Writes it, in Markdown; `encodings` has the form of each node's user-data, in the order of the nodes.
  package static func text(of cluster: Cluster, encodings: [Encoding]) -> String {
    let first = cluster.nodes[0]
    let template = "\(cluster.name)-broker-\(first.id)"
    let data = "--launch-template-data file://broker-\(first.id)/launch-template.json"
    let run = "aws ec2 run-instances --launch-template 'LaunchTemplateName=\(template),Version=$Latest'"
    return """
      # Cluster \(cluster.name)

      \(isSingle(cluster) ? "One broker" : "\(cluster.nodes.count) brokers") of Confluent Platform \
      \(cluster.release.version). These files are written by `kafka-cloud-init render`; change the profile and render again \
      rather than these.

      | broker | host name | address | zone | instance type | user-data |
      | --- | --- | --- | --- | --- | --- |
      \(zip(cluster.nodes, encodings).map(row).joined(separator: "\n"))

      ## Before the first launch

      \(names(of: cluster))
      - Security group: \(isSingle(cluster) ? "open" : "let the nodes reach each other on every port below, and open") the \
      ports for clients to your clients' addresses only. Nothing here needs to be open to the world.

      | port | what | who |
      | --- | --- | --- |
      \(ports(of: cluster).joined(separator: "\n"))

      - The nodes need a way out to their package mirrors, github.com and Docker Hub (an internet gateway or a NAT).

      ## Launch

      \(isSingle(cluster) ? "" : together)\
      In the console: EC2 › Launch templates › Create launch template. Choose the image and instance type, add a second EBS \
      volume with device name `\(cluster.data.device.value)` and **Delete on termination: No**, and paste \
      \(pasted(encodings)) into Advanced details › User data. \(first.address == nil ? "" : primaryIP)Then launch one instance \
      from it.

      By command, with everything filled in but your subnet and security group:

          aws ec2 create-launch-template --launch-template-name \(template) \\
            \(data)
          \(run) \\
            \(network(of: first))

      \(group(of: cluster))

      ## See that it works

      Three to ten minutes after launch, on the instance:

          sudo kafka-node status

      The steps, and what stopped them, are also in EC2's system log (Actions › Monitor and troubleshoot › Get system log). If \
      a boot has stopped, mend what it names, then `sudo systemctl restart kafka-node`; every step can run again.\
      \(userInterface(of: cluster))

      ## What it does to the disk

      A blank `\(cluster.data.device.value)` is formatted as xfs and mounted at `\(cluster.data.mount.value)`. A volume of this \
      broker that comes back, after a reboot or on a replacement instance, is mounted as it is. Anything else stops the boot, \
      and the disk stays as it is.

      ## Replace an instance and keep its data

      Terminate it, launch another in the same zone without the template's data volume, and attach the old volume while \
      the new instance waits for it, up to five minutes. It takes up where the old one stopped.

          \(run) \\
            \(network(of: first)) \\
            --block-device-mappings '[{"DeviceName": "\(cluster.data.device.value)", "NoDevice": ""}]'
          aws ec2 attach-volume --device \(cluster.data.device.value) --instance-id INSTANCE --volume-id VOLUME

      \(first.address == nil ? "Then point its host name to the new instance's private address.\n\n" : "")\
      ## Change it

      cloud-init takes user-data at an instance's first boot only. Render again; then, one broker after the other, make a new \
      version of its template and replace the instance as above:

          aws ec2 create-launch-template-version --launch-template-name \(template) \\
            \(data)

      When only the compose file has changed, copy it to `/etc/kafka-node/docker-compose.yml` on the node instead, and \
      `sudo systemctl restart kafka-node`.

      """
  }

  private static func isSingle(_ cluster: Cluster) -> Bool { cluster.nodes.count == 1 }

  private static let together = """
    Do this once per broker: each has its own user-data, and with it its own identity. Launch them within an hour: more than \
    half of the ZooKeeper servers must be up before any broker is.


    """

  private static let primaryIP = """
    Under Network settings › Advanced network configuration set Primary IP to the node's address. \

    """

  /// A template that asks for an address has a network interface, and takes subnet and security group only as part of one.
  private static func network(of node: ClusterNode) -> String {
    guard let address = node.address else { return "--subnet-id SUBNET --security-group-ids SECURITY-GROUP" }
    return "--network-interfaces DeviceIndex=0,PrivateIpAddress=\(address),SubnetId=SUBNET,Groups=SECURITY-GROUP"
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

  private static func row(_ node: ClusterNode, _ encoding: Encoding) -> String {
    let file = "broker-\(node.id)/user-data.\(encoding.fileExtension)"
    return
      "| \(node.id) | `\(node.host)` | \(node.address ?? "EC2's choice") | \(node.zone ?? "any") | \(node.instanceType.value) | [`\(file)`](\(file)) |"
  }

  private static func names(of cluster: Cluster) -> String {
    if cluster.nodes[0].address != nil {
      return
        "- Names: the nodes know each other by the fixed addresses of the profile. Clients need the names too, by DNS or hosts files."
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

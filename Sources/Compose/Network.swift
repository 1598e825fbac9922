import Cluster
import Profile
import YAML

extension ComposeFile {
  /// Gives the default network its addresses, where a service is in it and the file doesn't say which.
  static func setNetwork(in file: inout Mapping, services: Mapping, _ addresses: ContainerNetworks) {
    if !services.entries.contains(where: { isInDefaultNetwork($0.value) }) { return }
    var networks = file["networks"]?.mapping ?? Mapping()
    var network = networks["default"]?.mapping ?? Mapping()
    let driver = network["driver"]?.scalar?.text ?? "bridge"
    if network["ipam"] != nil || network["external"] != nil || driver != "bridge" { return }
    network["ipam"] = ["config": [["subnet": .string(addresses.compose.description)]]]
    networks["default"] = Node(.mapping(network)).inFlow
    file["networks"] = Node(.mapping(networks))
  }

  private static func isInDefaultNetwork(_ service: Node) -> Bool {
    guard let service = service.mapping, service["network_mode"] == nil else { return false }
    guard let networks = service["networks"] else { return true }
    return networks.mapping?["default"] != nil || networks.sequence?.contains { $0.scalar?.text == "default" } == true
  }
}

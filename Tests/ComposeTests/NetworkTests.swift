import TestSupport
import Testing
import YAML

/// The addresses of the compose file's networks.
@Suite struct NetworkTests {
  private static let small = profile(nodes: 1, "services: [zookeeper, broker]")

  private func upstream(_ top: String, broker: String = "") -> String {
    """
    services:
      zookeeper:
        image: confluentinc/cp-zookeeper:5.3.1
        environment: {ZOOKEEPER_CLIENT_PORT: 2181}
        \(broker)
      broker:
        image: confluentinc/cp-kafka:5.3.1
        environment: {KAFKA_ZOOKEEPER_CONNECT: 'zookeeper:2181'}
        \(broker)
    \(top)

    """
  }

  @Test func `the default network has addresses that no node has`() throws {
    let yaml = try composed(Self.small).yaml
    #expect(yaml.hasSuffix("\nnetworks:\n  default: {ipam: {config: [{subnet: 198.18.0.64/26}]}}\n"))
  }

  @Test func `the profile's range is cut into the networks`() throws {
    let yaml = try composed(Self.small + "network: {containers: 10.200.0.0/16}\n").yaml
    #expect(yaml.contains("{subnet: 10.200.64.0/18}"))
  }

  @Test(arguments: [
    "networks: {default: }", "networks: {default: {driver: bridge}}", "networks: {front: }", "networks: ",
  ])
  func `a file's default network gets them, and its other networks stay`(_ top: String) throws {
    let networks = try composed(Self.small, upstream: upstream(top)).node.mapping?["networks"]?.mapping
    let network = networks?["default"]?.mapping
    #expect(
      network?["ipam"]?.mapping?["config"]?.sequence?.first?.mapping?["subnet"]?.scalar?.text == "198.18.0.64/26"
    )
    #expect((networks?["front"] != nil) == top.contains("front"))
    #expect(network?["driver"]?.scalar?.text == (top.contains("driver") ? "bridge" : nil))
  }

  @Test(arguments: [
    "networks: {default: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}", "networks: {default: {external: true, name: x}}",
    "networks: {default: {driver: macvlan}}",
  ])
  func `what a file says of the default network's addresses stays`(_ top: String) throws {
    let yaml = try composed(Self.small, upstream: upstream(top)).yaml
    #expect(!yaml.contains("198.18."))
  }

  @Test(arguments: ["network_mode: host", "networks: [front]"])
  func `a default network that nobody uses isn't made`(_ line: String) throws {
    let file = try composed(Self.small, upstream: upstream("networks: {front: }", broker: line))
    #expect(file.node.mapping?["networks"]?.mapping?["default"] == nil)
  }
}

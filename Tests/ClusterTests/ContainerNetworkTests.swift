import Cluster
import Profile
import TestSupport
import Testing

/// The addresses of Docker's networks.
@Suite struct ContainerNetworkTests {
  private func chosen(_ more: String) throws -> String {
    try cluster(profile(nodes: 1, more)).containerNetworks.all.description
  }

  @Test func `Docker's own choice, which VPCs have too, is nobody's network`() throws {
    let networks = try cluster(profile(nodes: 1)).containerNetworks
    #expect(networks.bridge.router == "198.18.0.1/26" && networks.compose.description == "198.18.0.64/26")
    #expect(networks.others.description == "198.18.0.128/25" && networks.lengthOfOthers == 28)
  }

  @Test(arguments: [
    ("network: {clients: [198.18.0.0/16]}", "100.127.0.0/24"),
    ("network: {clients: [198.18.0.128/25]}", "198.18.1.0/24"),
    ("network: {administrators: [198.18.0.0/23]}", "198.18.2.0/24"),
    ("network: {clients: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]}", "198.18.0.0/24"),
  ])
  func `the first range that touches no known address is taken`(_ more: String, _ range: String) throws {
    #expect(try chosen(more) == range)
  }

  @Test func `a node's own address is known`() throws {
    let text = "cluster: test\nrelease: 8.3.0\nnodes: [{id: 1, host: kafka-1, address: 198.18.0.11}]\n"
    #expect(try cluster(text).containerNetworks.all.description == "198.18.1.0/24")
  }

  @Test func `the Internet is no network of hosts`() {
    expect(
      profile(nodes: 1, "network: {clients: [«0.0.0.0/0»], containers: 10.9.0.0/24}"),
      gives: .warning(
        "open-to-the-world",
        "`0.0.0.0/0` lets every address there is connect",
        help: "name the ranges of your own networks"
      )
    )
  }

  @Test(arguments: ["10.200.0.0/16", "172.31.255.0/24", "192.168.0.0/20", "100.64.0.0/12", "198.19.0.0/24"])
  func `the profile can name a range`(_ range: String) throws {
    #expect(try chosen("network: {containers: \(range)}") == range)
  }

  @Test(arguments: [
    "10.0.0.0/8", "10.0.0.0/11", "10.0.0.0/25", "8.8.8.0/24", "169.254.0.0/16", "127.0.0.0/16", "224.0.0.0/16",
    "172.32.0.0/16", "0.0.0.0/0",
  ])
  func `a range that is public, reserved, too small or too large`(_ range: String) {
    expect(
      profile(nodes: 1, "network: {containers: «\(range)»}"),
      gives: .error(
        "container-range",
        "`network.containers` is `\(range)`, and Docker's networks need a private range of /12 to /24",
        help:
          "choose one within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or 198.18.0.0/15, or remove the key"
      )
    )
  }

  @Test(arguments: [("10.0.1.0/24", "10.0.0.0/16"), ("10.0.0.0/16", "10.0.1.0/24"), ("172.18.0.0/16", "172.18.0.0/16")])
  func `a range that clients have would hide them from the containers`(_ range: String, _ clients: String) {
    expect(
      profile(nodes: 1, "network: {clients: [‹\(clients)›], containers: «\(range)»}"),
      gives: .error(
        "container-range",
        "`network.containers` is `\(range)`, and containers could not reach `\(clients)` behind it",
        help: "choose a range that no host has, or remove the key",
        notes: ["these addresses are given here"]
      )
    )
  }

  @Test func `a range with a node in it would hide the node from the others`() {
    expect(
      """
      cluster: test
      release: 8.3.0
      nodes: [{id: 1, host: kafka-1, address: ‹172.18.0.11›}]
      network: {containers: «172.18.0.0/16»}
      """,
      gives: .error(
        "container-range",
        "`network.containers` is `172.18.0.0/16`, and containers could not reach `172.18.0.11/32` behind it",
        help: "choose a range that no host has, or remove the key",
        notes: ["these addresses are given here"]
      )
    )
  }

  @Test func `the operator chooses where everything that is tried is taken`() {
    expect(
      profile(nodes: 1, "network: {clients: [«198.18.0.0/15»], administrators: [100.64.0.0/10]}"),
      gives: .error(
        "no-container-range",
        "`network` leaves none of the ranges that the program would take for Docker's networks",
        help: "choose one that no host has, such as `network: {containers: 10.255.255.0/24}`"
      )
    )
  }
}

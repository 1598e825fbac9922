import Foundation
import Testing

/// The step that gives Docker's networks their addresses.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct NetworkTests {
  private static let daemon =
    #"{"bip": "198.18.0.1/26", "default-address-pools": [{"base": "198.18.0.128/25", "size": 28}]}"#

  @Test func `Docker finds its addresses before it starts for the first time`() throws {
    let run = try Machine().run("touch /docker-waits; kafka-node networks; cat /etc/docker/daemon.json /calls")
    #expect(
      run.output == "kafka-node: networks: done\n\(Self.daemon)\nsystemctl -q is-active docker\n",
      "\(run.output)"
    )
  }

  @Test func `the file is JSON that Docker reads`() throws {
    let text = try Machine().run("kafka-node networks 2> /dev/null; cat /etc/docker/daemon.json").output
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object.keys.sorted() == ["bip", "default-address-pools"])
  }

  @Test func `a configuration of the machine image's own stays, and the console says so`() throws {
    let run = try Machine().run(
      "mkdir -p /etc/docker; echo '{\"debug\": true}' > /etc/docker/daemon.json; kafka-node networks; cat /etc/docker/daemon.json"
    )
    #expect(
      run.output == """
        kafka-node: networks: the addresses of Docker's bridge are left as /etc/docker/daemon.json has them
        kafka-node: networks: done
        {"debug": true}

        """
    )
  }

  @Test func `a file that was cut off while it was written is written again`() throws {
    let machine = try Machine()
    try machine.replace("sync", by: "[ $# = 0 ] || { rm /commands/sync; kill -9 $PPID; }")
    let run = try machine.run(
      "kafka-node networks &> /dev/null; cd /etc/docker; ls daemon*; kafka-node networks; cat /etc/docker/daemon.json"
    )
    #expect(run.output.hasSuffix("daemon.json.new\nkafka-node: networks: done\n\(Self.daemon)\n"), "\(run.output)")
  }

  /// A node whose Docker runs, with a bridge and a compose network of these addresses.
  private func run(bridge: String, network: String?, daemon: String? = nil) throws -> String {
    let machine = try Machine()
    try machine.makeRepository()
    try machine.replace("ip", by: "echo '3: docker0    inet \(bridge) brd 0.0.0.0 scope global docker0'")
    if let network { try machine.write(network + "\n", to: "/subnet") }
    if let daemon { try machine.write(daemon, to: "/etc/docker/daemon.json") }
    return try machine.run(
      """
      kafka-node checkout &> /dev/null; > /calls; kafka-node networks 2> /dev/null; echo $?
      grep -v ' ls \\|inspect\\|version' /calls | sed 's/compose .* /compose /'
      """
    ).output
  }

  @Test func `a node that has the addresses goes on as it is`() throws {
    let output = try run(bridge: "198.18.0.1/26", network: "198.18.0.64/26")
    #expect(output == "0\nsystemctl -q is-active docker\n")
  }

  @Test func `a node that ran with other addresses gets these`() throws {
    let output = try run(bridge: "172.17.0.1/16", network: "172.18.0.0/16")
    #expect(
      output == """
        0
        systemctl -q is-active docker
        docker compose down
        docker compose stop
        systemctl restart docker

        """
    )
  }

  @Test func `a compose network is made anew, which compose doesn't do by itself`() throws {
    let output = try run(bridge: "198.18.0.1/26", network: "172.18.0.0/16")
    #expect(output == "0\nsystemctl -q is-active docker\ndocker compose down\n")
  }

  @Test func `a bridge that the machine image configures is left alone`() throws {
    let output = try run(bridge: "172.17.0.1/16", network: "198.18.0.64/26", daemon: "{}")
    #expect(output == "0\nsystemctl -q is-active docker\n")
  }
}

import Findings
import Cluster
import Compose
import TestSupport
import Testing

/// The ports that the profile's environment or an upstream file bring in: for the instance alone, and told of.
@Suite struct PortTests {
  private func upstream(_ broker: String = "", _ services: String = "") -> String {
    "services:\n  zookeeper: {image: 'confluentinc/cp-zookeeper:5.3.1'}\n"
      + "  broker: {image: 'confluentinc/cp-kafka:5.3.1'\(broker)}\n\(services)"
  }

  private func small(_ services: String = "broker: ") -> String {
    profile(nodes: 1, "services: {zookeeper: , \(services)}")
  }

  private let own = ["29092:29092", "127.0.0.1:9092:9092"]
  private let help = "choose another port, or leave one of them out of the compose file or of `services`"

  // MARK: Environment

  @Test(arguments: [
    "KAFKA_JMX_PORT: 9101", "JMX_PORT: '9101'", "KAFKA_JMX_OPTS: '-Da=b -Dcom.sun.management.jmxremote.port=9101'",
    "KAFKA_OPTS: '-Dcom.sun.management.jmxremote.rmi.port=9101'", "KAFKA_OPTS: '-javaagent:/a.jar=9101:/etc/a.yml'",
    "KAFKA_OPTS: '-javaagent:/a.jar=0.0.0.0:9101:/etc/a.yml'", "KAFKA_OPTS: '-javaagent:/j.jar=host=0.0.0.0,port=9101'",
    "KAFKA_OPTS: '-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:9101'",
    "KAFKA_OPTS: '-Xrunjdwp:transport=dt_socket,address=9101,server=y'",
  ])
  func `a port that the environment opens is published for the instance alone`(_ variable: String) throws {
    let file = try composed(small("broker: {environment: {\(variable)}}"))
    #expect(file.list("broker", "ports") == own + ["127.0.0.1:9101:9101"])
  }

  @Test(arguments: [
    "KAFKA_JMX_PORT: none", "KAFKA_JMX_PORT: 0", "KAFKA_JMX_PORT: 65536", "KAFKA_JMX_PORT: ''", "X_JMX_PORTS: 9101",
    "KAFKA_OPTS: '-Dcom.sun.management.jmxremote.local.port=9101'", "KAFKA_OPTS: '-javaagent:/a.jar'",
    "KAFKA_OPTS: '-javaagent:/a.jar=/etc/a.yml'", "KAFKA_OPTS: '-agentlib:jdwp=transport=dt_socket,address=9101'",
  ])
  func `what opens no port publishes none`(_ variable: String) throws {
    #expect(try composed(small("broker: {environment: {\(variable)}}")).list("broker", "ports") == own)
  }

  @Test(arguments: [
    ("schema-registry", "SCHEMA_REGISTRY_JMX_PORT"), ("rest-proxy", "KAFKAREST_JMX_PORT"),
    ("connect", "KAFKA_JMX_PORT"),
    ("ksql-server", "KSQL_JMX_PORT"), ("zookeeper", "KAFKA_JMX_PORT"),
  ])
  func `every service's port of JMX is published`(_ service: String, _ variable: String) throws {
    let others = service == "zookeeper" ? "" : "zookeeper: , "
    let file = try composed(
      profile(nodes: 1, "services: {\(others)broker: , \(service): {environment: {\(variable): 9102}}}")
    )
    #expect(file.list(service, "ports")?.last == "127.0.0.1:9102:9102")
  }

  @Test(arguments: [
    ("SCHEMA_REGISTRY_LISTENERS: 'http://0.0.0.0:8081'", ["8081:8081"]),
    ("SCHEMA_REGISTRY_LISTENERS: 'http://0.0.0.0:8081,https://0.0.0.0:8443'", ["8081:8081", "127.0.0.1:8443:8443"]),
  ])
  func `a listener of a service beside its own is published for the instance alone`(
    _ variable: String,
    _ ports: [String]
  ) throws {
    let file = try composed(small("broker: , schema-registry: {environment: {\(variable)}}"))
    #expect(file.list("schema-registry", "ports") == ports)
  }

  @Test func `a port that the file publishes already isn't published again`() throws {
    let file = try composed(
      small("broker: {environment: {KAFKA_JMX_PORT: 9101}}"),
      upstream: upstream(", ports: ['19101:9101']")
    )
    #expect(file.list("broker", "ports") == own + ["127.0.0.1:19101:9101"])
  }

  @Test(arguments: [8081, 29092])
  func `a port that another service has can't be opened as well`(_ port: Int) throws {
    let text = MarkedText(
      small("broker: , schema-registry: , rest-proxy: {environment: {KAFKAREST_JMX_PORT: «\(port)»}}")
    )
    let findings = edit(try cluster(text.text), node: 0).findings
    let owner = port == 8081 ? "schema-registry" : "broker"
    #expect(
      findings
        == text.findings([
          .error("port-in-use", "services `\(owner)` and `rest-proxy` both publish port \(port)", help: help)
        ])
    )
  }

  @Test(arguments: [9092, 29092])
  func `nor can a service listen on its own port twice`(_ port: Int) throws {
    let text = MarkedText(small("broker: {environment: {KAFKA_JMX_PORT: «\(port)»}}"))
    #expect(
      edit(try cluster(text.text), node: 0).findings
        == text.findings([.error("port-in-use", "service `broker` publishes port \(port) twice", help: help)])
    )
  }

  // MARK: Upstream files

  @Test(arguments: [
    ("'9101:9101'", "127.0.0.1:9101:9101"), ("7777", "127.0.0.1::7777"), ("'7777/udp'", "127.0.0.1::7777/udp"),
    ("'127.0.0.1::7777'", "127.0.0.1::7777"), ("'[::1]:80:80'", "[::1]:80:80"), ("'::1:80:80'", "::1:80:80"),
    ("{target: 80, published: 8000}", "127.0.0.1:8000:80"), ("{target: 80}", "127.0.0.1::80"),
    ("{target: 80, published: 8000, protocol: udp}", "127.0.0.1:8000:80/udp"), ("'${P:-80}:80'", "127.0.0.1:80:80"),
    ("'9101-9103:9101-9103'", "127.0.0.1:9101-9103:9101-9103"),
  ])
  func `a port that the profile doesn't ask for is the instance's own, in a service of the stack and in any other`(
    _ item: String,
    _ published: String
  ) throws {
    let file = try composed(small(), upstream: upstream(", ports: [\(item)]"))
    #expect(file.list("broker", "ports") == own + [published])
    let other = try composed(small(), upstream: upstream("", "  web: {image: 'a/b:1', ports: [\(item)]}\n"))
    #expect(other.list("web", "ports") == [published])
  }

  @Test(arguments: [
    ("'10.0.0.5:9101:9101'", "9101", "10.0.0.5"), ("'0.0.0.0:80:81'", "80", "0.0.0.0"), ("'[::]:80:81'", "80", "::"),
    ("{target: 80, host_ip: 0.0.0.0}", "80", "0.0.0.0"),
  ])
  func `an address that the file says stays, and is told of`(_ item: String, _ port: String, _ address: String) throws {
    let mark = item.hasPrefix("{") ? "«{»\(item.dropFirst())" : "«\(item)»"
    try expect(
      upstream("", "  web: {image: 'a/b:1', ports: [\(mark)]}\n"),
      for: small(),
      gives: .warning(
        "open-port",
        "service `web` publishes port \(port) on `\(address)`, and no security group that this program makes lets anyone in "
          + "there",
        help: "without the address the port is the instance's own; with it, let in who needs it yourself"
      )
    )
  }

  @Test(arguments: [
    ("'80:80', «'127.0.0.1:29092:80'»", "services `broker` and `web` both publish port 29092"),
    ("«{»target: 1, published: 2181}", "services `zookeeper` and `web` both publish port 2181"),
    ("«'29090-29095:1-6'»", "services `broker` and `web` both publish port 29090-29095"),
    ("«'22:22'»", "services `sshd` and `web` both publish port 22"),
    ("'80:1', «'80:2'»", "service `web` publishes port 80 twice"),
    ("«'${P:-29092}:80'»", "services `broker` and `web` both publish port 29092"),
  ])
  func `a port of the instance is published once`(_ items: String, _ message: String) throws {
    try expect(
      upstream("", "  web: {image: 'a/b:1', ports: [\(items)]}\n"),
      for: small(),
      gives: .error("port-in-use", message, help: help)
    )
  }

  @Test func `another protocol or another address is another port`() throws {
    try expect(
      upstream("", "  web: {image: 'a/b:1', ports: ['29092:1/udp', '127.0.0.1:80:1', '127.0.0.2:80:1']}\n"),
      for: small()
    )
  }

  // MARK: The list for people

  @Test func `the list has what is published beside the cluster's own ports, and why`() throws {
    let cluster = try cluster(small("broker: {environment: {KAFKA_JMX_PORT: 9101}}"))
    let source = upstream("", "  web: {image: 'a/b:1', ports: ['80:81', '82', '127.0.0.1:83:84/udp']}\n")
    let file = try #require(edit(cluster, node: 0, upstream: MarkedText(source).source).file)
    let ports = OtherPort.all(in: file.node, of: cluster.nodes[0], in: cluster)
    #expect(
      ports.map { [$0.what, $0.port ?? "", $0.target, $0.address] } == [
        ["broker, KAFKA_JMX_PORT", "9101", "9101", "127.0.0.1"], ["web", "80", "81", "127.0.0.1"],
        ["web", "", "82", "127.0.0.1"], ["web", "83", "84", "127.0.0.1"],
      ]
    )
    #expect(ports.allSatisfy { $0.isLocal })
  }

  @Test func `a cluster without any has none in the list`() throws {
    for text in [profile(nodes: 3, everything), profile(nodes: 1), small()] {
      let cluster = try cluster(text)
      let file = try #require(edit(cluster, node: 0).file)
      #expect(OtherPort.all(in: file.node, of: cluster.nodes[0], in: cluster) == [])
    }
  }
}

import Findings
import Catalog
import Cluster
import Services
import TestSupport
import Testing

/// Services of the operator's own, set against the cluster that they join.
@Suite struct OwnServiceTests {
  /// A profile with ZooKeeper, broker, Schema Registry and more services.
  private func withServices(nodes: Int = 3, _ services: String) -> String {
    profile(
      nodes: nodes,
      "services:\n  zookeeper:\n  broker:\n  schema-registry:\n"
        + services.split(separator: "\n").map { "  \($0)\n" }.joined()
    )
  }

  @Test func `they come behind the others, on every node or on those named, without a heap`() throws {
    let cluster = try cluster(
      withServices("proxy: {image: 'nginx:1.29.0', on: [2]}\nagent: {image: 'a.example/agent:2'}")
    )
    #expect(
      cluster.nodes.map { cluster.services(on: $0).map(\.facts.service.name) } == [
        ["zookeeper", "broker", "schema-registry", "agent"],
        ["zookeeper", "broker", "schema-registry", "proxy", "agent"],
        ["zookeeper", "broker", "schema-registry", "agent"],
      ]
    )
    #expect(cluster.services.last?.heap(on: cluster.nodes[0]) == nil)
  }

  @Test func `a heap counts with the others`() {
    expect(
      withServices("proxy: {image: 'nginx:1.29.0', heap: «4g»}"),
      gives: .error(
        "heaps-too-large",
        "the heaps of 4 services take 6144 MiB, and 4915 MiB is the most on `m5.large`, so that the page cache has room",
        help: "use `m5.xlarge`, the smallest of its family that has room, run fewer services, or set smaller heaps"
      )
    )
  }

  @Test func `a heap's variable can't be set twice`() {
    expect(
      withServices("proxy: {image: 'nginx:1.29.0', heap: 64m, environment: {«JAVA_TOOL_OPTIONS»: -Xmx1g}}"),
      gives: .error(
        "owned-variable",
        "variable `JAVA_TOOL_OPTIONS` is set by the program",
        help: "use `services.proxy.heap`"
      )
    )
  }

  @Test func `whoever may connect is let in, and nobody else`() throws {
    let cluster = try cluster(
      withServices(
        "proxy: {image: 'nginx:1.29.0', ports: [80, {port: 81, open_to: [clients]}, {port: 82, open_to: [nodes, administrators]}]}"
      )
    )
    #expect(
      cluster.openings.filter { $0.what == "proxy" }.map { "\($0.port) \($0.who)" } == [
        "81 clients", "82 nodes, administrators",
      ]
    )
  }

  @Test(arguments: ["«schema-registri»: {image: 'a:5.3.1'}", "«schema-registri»:"])
  func `a name that is nearly one of ours is a slip`(_ line: String) {
    let more = line.contains("image") ? " One of your own needs a name that isn't so like it" : ""
    let text = "services:\n  zookeeper:\n  broker:\n  \(line)"
    expect(
      profile(nodes: 3, text),
      gives: .error(
        "unknown-service",
        "release 5.3.1 has no service `schema-registri`",
        help: "did you mean `schema-registry`?\(more)"
      )
    )
  }

  @Test func `a service of ours takes no keys of theirs`() {
    expect(
      profile(nodes: 1, "services: {zookeeper: , broker: {«files»: {/a: b}}}"),
      gives: .error(
        "own-service-key",
        "`services.broker.files` can't be set: the key is for services of your own",
        help: "remove it; of `broker` you can set `on`, `image`, `heap` and `environment`"
      )
    )
  }

  @Test(arguments: ["Proxy", "a", "my_proxy", "proxy-", "1proxy", "proxy.a", "münchen", "pro xy"])
  func `a name that no container or no host can have`(_ name: String) {
    expect(
      withServices("«\(name)»: {image: 'nginx:1.29.0'}"),
      gives: .error(
        "bad-service-name",
        "`\(name)` is no name for a service",
        help: "use 2 to 63 lower-case letters, digits and hyphens, beginning with a letter"
      )
    )
  }

  @Test func `a name that a node has`() {
    expect(
      "cluster: a\nrelease: 5.3.1\nnodes: {count: 1, host: proxy}\n"
        + "services: {zookeeper: , broker: , «proxy»: {image: 'nginx:1.29.0'}}\n",
      gives: .error(
        "service-name",
        "`proxy` is the name of a node, and containers reach that one by it",
        help: "choose another name for the service"
      )
    )
  }

  @Test(arguments: [
    ("22", "sshd"), ("29092", "listener `PLAINTEXT`"), ("8081", "service `schema-registry`"),
    ("2888", "service `zookeeper`"),
  ])
  func `a port that something of the node has already`(_ port: String, _ owner: String) {
    expect(
      withServices("proxy: {image: 'nginx:1.29.0', ports: [«\(port)»]}"),
      gives: .error(
        "port-in-use",
        "port \(port) of service `proxy` is the port of \(owner)",
        help: "choose another `port`; the `target` in the container can stay"
      )
    )
  }

  @Test func `two of them can have one port on different nodes only`() throws {
    let first = "one: {image: 'nginx:1.29.0', on: [1], ports: [8000]}\n"
    _ = try cluster(withServices(first + "two: {image: 'nginx:1.29.0', on: [2], ports: [8000]}"))
    expect(
      withServices(first + "two: {image: 'nginx:1.29.0', network_mode: host, on: [1, 2], ports: [«8000»]}"),
      gives: .error(
        "port-in-use",
        "port 8000 of service `two` is the port of service `one`",
        help: "have it listen on another port"
      )
    )
  }

  @Test func `in the instance's network a port has no other behind it`() {
    expect(
      withServices("proxy: {image: 'nginx:1.29.0', network_mode: host, ports: [{port: «8000», target: 80}]}"),
      gives: .error(
        "no-target",
        "service `proxy` is in the instance's network, where a port has no other one behind it",
        help: "write the port that it listens on, without `target`"
      )
    )
  }

  @Test(arguments: ["/", "/data", "/data/kafka-data"])
  func `what has the broker's data in it is mounted for reading`(_ source: String) throws {
    _ = try cluster(withServices("agent: {image: 'a.example/agent:2', volumes: ['\(source):/x:ro', '/database:/y']}"))
    expect(
      withServices("agent: {image: 'a.example/agent:2', volumes: [«'\(source):/x'»]}"),
      gives: .error(
        "data-mounted-for-writing",
        "service `agent` could write to `\(source)`, which has the broker's data in it",
        help: "add `:ro`; a folder of its own on the data volume has a name without slashes, such as `agent-data:/x`"
      )
    )
  }

  @Test func `a folder that another service has, and a path that is taken`() {
    expect(
      withServices("agent: {image: 'a.example/agent:2', volumes: [«'kafka-data:/x'», ‹'a:/y'›, «'b:/y'»]}"),
      gives: .error(
        "folder-in-use",
        "folder `kafka-data` of the data volume is `broker`'s",
        help: "choose another name, such as `agent-data`"
      ),
      .error("duplicate-path", "service `agent` has two things at `/y`", notes: ["the first is here"])
    )
  }

  @Test func `it starts after services that there are, and never in a circle`() {
    expect(
      withServices("proxy: {image: 'nginx:1.29.0', depends_on: [broker, «schema-registri», «proxy»]}"),
      gives: .error(
        "unknown-dependency",
        "the cluster has no service `schema-registri` that `proxy` could start after",
        help: "did you mean `schema-registry`?"
      ),
      .error(
        "unknown-dependency",
        "service `proxy` can't start before itself",
        help: "it has `zookeeper`, `broker` and `schema-registry`"
      )
    )
    expect(
      withServices(
        "one: {image: 'nginx:1.29.0', depends_on: [«two»]}\ntwo: {image: 'nginx:1.29.0', depends_on: [broker, one]}"
      ),
      gives: .error(
        "circle-of-dependencies",
        "service `one` starts after `two`, which starts after it in the end",
        help: "take it out of one `depends_on`"
      )
    )
  }

  @Test(arguments: [
    (
      "nginx:latest", "moving-image",
      "image `nginx:latest` has no tag that stays, so it isn't known which version the nodes would run",
      "give it one, such as `nginx:1.0.0`, or a digest"
    ),
    (
      "confluentinc/cp-kafkacat:7.0.1", "other-release",
      "image `confluentinc/cp-kafkacat:7.0.1` is of release 7.0.1, and the cluster is of 5.3.1",
      "name one of release 5.3.1"
    ),
    (
      "a.example/cp-enterprise-replicator:5.3.1", "licensed-image",
      "image `a.example/cp-enterprise-replicator:5.3.1` needs an enterprise licence",
      "there is no community image that does the same"
    ),
  ])
  func `an image that can't be known or had`(_ image: String, _ id: String, _ message: String, _ help: String) {
    expect(withServices("agent: {image: «'\(image)'»}"), gives: .error(id, message, help: help))
  }

  @Test func `an image for other processors`() {
    let text = profile(
      nodes: 1,
      "instance: {type: m6g.large}\nservices: {zookeeper: , broker: , agent: {image: «'a.example/agent:2-amd64'»}}"
    ).replacing("5.3.1", with: "7.9.0").replacing("{id}", with: "1")
    expect(
      text,
      gives: .error(
        "no-image-for-architecture",
        "image `a.example/agent:2-amd64` of `agent` is for x86_64 only, and node 1 is a `m6g.large` with aarch64 processors",
        help: "leave it out, or name an image that is for them under `services.agent.image`"
      )
    )
  }
}

import Findings
import Cluster
import Compose
import Services
import TestSupport
import Testing

/// Services of the operator's own in the nodes' compose files.
@Suite struct OwnServiceTests {
  static let text = profile(
    nodes: 3,
    release: "8.3.0",
    """
    services:
      broker:
      rest-proxy: {on: [1]}
      exporter:
        image: quay.io/prometheus/node-exporter:v1.9.1
        command: ['--path.rootfs=/host', '--a=$b']
        network_mode: host
        pid: host
        volumes: ['/:/host:ro,rslave']
        ports: [9100]
      proxy:
        image: nginx:1.29.0
        on: [1, 2]
        user: '1000:1000'
        depends_on: [exporter, rest-proxy]
        environment: {A: $b, SERVER_PORT: 90}
        heap: 64m
        ports: [{port: 8443, target: 443, open_to: [clients]}, 8444]
        volumes: ['proxy-data:/var/cache/nginx']
        files: {/etc/nginx/nginx.conf: a}
    """
  )

  @Test func `all that the profile says is there, taken as it is, and what keeps a service running`() throws {
    let file = try composed(Self.text)
    #expect(file.services == ["broker", "rest-proxy", "exporter", "proxy"])
    #expect(
      file.yaml.contains(
        """
          exporter:
            image: quay.io/prometheus/node-exporter:v1.9.1
            container_name: exporter
            command:
            - --path.rootfs=/host
            - --a=$$b
            network_mode: host
            pid: host
            volumes: ['/:/host:ro,rslave']
            restart: unless-stopped
            logging: {driver: local}
          proxy:
            image: nginx:1.29.0
            container_name: proxy
            user: '1000:1000'
            depends_on: [exporter, rest-proxy]
            environment:
              JAVA_TOOL_OPTIONS: -Xmx64m
              A: $$b
              SERVER_PORT: '90'
            ports: ['8443:443', '127.0.0.1:8444:8444']
            volumes:
            - /data/proxy-data:/var/cache/nginx
            - /etc/kafka-node/services/proxy/etc/nginx/nginx.conf:/etc/nginx/nginx.conf:ro
            restart: unless-stopped
            logging: {driver: local}

        """
      ),
      "\(file.yaml)"
    )
  }

  @Test func `a node without what it starts after starts it all the same`() throws {
    let second = try composed(Self.text, node: 1)
    #expect(second.services == ["broker", "exporter", "proxy"] && second.list("proxy", "depends_on") == ["exporter"])
    #expect(try composed(Self.text, node: 2).services == ["broker", "exporter"])
  }

  @Test func `they stand behind the services of an upstream file`() throws {
    let upstream =
      "services:\n  broker: {image: 'confluentinc/cp-kafka:8.3.0'}\n  other: {image: 'a.example/other:1'}\n"
    let file = try composed(Self.text, upstream: upstream)
    #expect(file.services == ["broker", "other", "rest-proxy", "exporter", "proxy"])
    #expect(file.text("proxy", "image") == "nginx:1.29.0")
  }

  @Test func `a service of an upstream file isn't taken for one of the profile's`() throws {
    let upstream =
      "services:\n  broker: {image: 'confluentinc/cp-kafka:8.3.0'}\n  proxy: {image: 'a.example/other:1'}\n"
    let source = Source(name: "docker-compose.yml", text: upstream)
    let findings = edit(try cluster(Self.text), node: 0, upstream: source).findings
    #expect(findings.map(\.id) == ["service-given-twice"], "\(findings)")
  }

  @Test func `a port that an upstream file publishes can't be published again`() throws {
    let upstream = "services:\n  broker: {image: 'confluentinc/cp-kafka:8.3.0', ports: ['8444:1']}\n"
    let source = Source(name: "docker-compose.yml", text: upstream)
    let findings = edit(try cluster(Self.text), node: 0, upstream: source).findings
    #expect(findings.map(\.id) == ["port-in-use"], "\(findings)")
  }

  @Test func `what is published for the instance alone is told with the other ports of the node`() throws {
    let cluster = try cluster(Self.text)
    let file = try #require(edit(cluster, node: 0).file)
    let ports = OtherPort.all(in: file.node, of: cluster.nodes[0], in: cluster)
    #expect(ports.map { "\($0.port ?? "") \($0.address) \($0.what)" } == ["8444 127.0.0.1 proxy"])
  }
}

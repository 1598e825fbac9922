import Catalog
import Profile
import TestSupport
import Testing
import YAML

/// What good profiles say, and where each value was read.
@Suite struct ValueTests {
  @Test func `the shortest profile gets every default, none of which has a place`() throws {
    let profile = try profile(minimal)
    #expect(profile.cluster.value == "dev" && profile.release.value == "5.3.1")
    #expect(profile.listeners.map(\.name.value) == ["PLAINTEXT", "PLAINTEXT_HOST"])
    #expect(profile.listeners.map(\.port.value) == [29092, 9092])
    #expect(profile.listeners.map(\.advertise.value) == [.host, .localhost])
    #expect(profile.listeners.allSatisfy { $0.securityProtocol.value == .plaintext && $0.name.place == nil })
    // The release says which.
    #expect(profile.services == nil && profile.clusterID == nil)
    #expect(profile.broker.isEmpty)
    #expect(profile.data.device.value == "/dev/sdf" && profile.data.device.place == nil)
    #expect(profile.data.mount.value == "/data" && profile.data.options.value == "defaults,noatime,nofail")
    #expect(profile.data.owner == nil)
    #expect(profile.data.volume.type.value == .gp3 && profile.data.volume.size.value == 100)
    #expect(profile.data.volume.iops == nil && profile.data.volume.throughput == nil)
    #expect(profile.data.volume.encrypted.value)
    #expect(profile.checkout.repository == nil && profile.checkout.commit == nil)
    #expect(profile.instance.type.value == "m5.large" && profile.instance.memory == nil)
    #expect(profile.instance.operatingSystem.value == .amazonLinux2023)
    #expect(profile.cloudConfig.packages.isEmpty && profile.cloudConfig.other.isEmpty)
  }

  @Test func `a pattern of nodes`() throws {
    let text = MarkedText(
      """
      cluster: «prod»
      release: «5.3.1»
      nodes:
        count: «1000»
        first_id: «0»
        host: «kafka-{id}.example.internal»
        zones: [«eu-west-1a», «eu-west-1b»]
      """
    )
    let profile = try profile(text)
    let pattern = try #require(profile.nodes.pattern)
    #expect(pattern.count.value == 1_000)
    #expect(pattern.firstID.value == 0)
    #expect(pattern.host.value == "kafka-{id}.example.internal")
    #expect(pattern.zones.map(\.value) == ["eu-west-1a", "eu-west-1b"])
    let places = [
      profile.cluster.place, profile.release.place, pattern.count.place, pattern.firstID.place, pattern.host.place,
    ]
    #expect(places + pattern.zones.map(\.place) == text.places)
  }

  @Test func `the first id of a pattern is 1 when it isn't said`() throws {
    let pattern = try #require(try profile(minimal).nodes.pattern)
    #expect(pattern.firstID.value == 1 && pattern.firstID.place == nil && pattern.zones.isEmpty)
  }

  @Test func `a list of nodes, each with what is its own`() throws {
    let text = MarkedText(
      """
      cluster: prod
      release: 5.3.1
      nodes:
      - {id: «2147483647», host: «a.example», zone: «eu-west-1a», address: «10.0.0.1», instance_type: «m5.xlarge»}
      - id: «0»
        host: «b.example»
      """
    )
    let profile = try profile(text)
    let nodes = try #require(profile.nodes.list)
    #expect(nodes.map(\.id.value) == [2_147_483_647, 0])
    #expect(nodes.map(\.host.value) == ["a.example", "b.example"])
    #expect(nodes[0].zone?.value == "eu-west-1a" && nodes[0].address?.value == "10.0.0.1")
    #expect(nodes[0].instanceType?.value == "m5.xlarge")
    #expect(nodes[1].zone == nil && nodes[1].address == nil && nodes[1].instanceType == nil)
    let places = nodes.flatMap { node in
      [node.id.place, node.host.place, node.zone?.place, node.address?.place, node.instanceType?.place].compactMap(
        \.self
      )
    }
    #expect(places == text.places)
  }

  @Test func `services as a list of names`() throws {
    let text = MarkedText(minimal + "services: [«broker», «zookeeper»]\n")
    let services = try #require(try profile(text).services)
    #expect(services.map(\.name.value) == ["broker", "zookeeper"])
    #expect(services.map(\.name.place) == text.places)
  }

  @Test func `services as a mapping of names to settings, or to nothing`() throws {
    let text = MarkedText(
      minimal + """
        services:
          «zookeeper»:
          «broker»: ~
          «connect»:
            on: [«2», «1»]
            image: «registry.example:5000/connect:1»
            heap: «2G»
            environment: {«CONNECT_A»: «'yes'», CONNECT_B: true, CONNECT_C: 1, _d: ''}
        """
    )
    let services = try #require(try profile(text).services)
    #expect(services.map(\.name.value) == ["zookeeper", "broker", "connect"])
    #expect(services[0].on == nil && services[1].image == nil)
    #expect(services[2].on?.map(\.value) == [2, 1])
    #expect(services[2].image?.value == "registry.example:5000/connect:1")
    #expect(services[2].heap?.value == 2048)
    #expect(services[2].environment.map(\.name.value) == ["CONNECT_A", "CONNECT_B", "CONNECT_C", "_d"])
    #expect(services[2].environment.map(\.value.value) == ["yes", "true", "1", ""])
    let places =
      services.map(\.name.place) + (services[2].on ?? []).map(\.place)
      + [services[2].image?.place, services[2].heap?.place]
      + [services[2].environment[0].name.place, services[2].environment[0].value.place]
    #expect(places == text.places)
  }

  @Test(arguments: [
    ("1m", 1), ("512m", 512), ("2g", 2048), ("2G", 2048), ("16777216m", 1 << 24), ("16777216g", 1 << 34),
  ])
  func `an amount of memory in MiB`(_ text: String, _ memory: Int) throws {
    #expect(try profile(minimal + "instance: {memory: \(text)}\n").instance.memory?.value == memory)
  }

  @Test(arguments: [
    ("host", Profile.Listener.Advertise.host), ("localhost", .localhost),
    ("local-ipv4", .instanceMetadata("local-ipv4")),
    ("local-hostname", .instanceMetadata("local-hostname")), ("public-ipv4", .instanceMetadata("public-ipv4")),
    ("public-hostname", .instanceMetadata("public-hostname")), ("'k-{id}.example'", .name("k-{id}.example")),
  ])
  func `what a listener advertises`(_ text: String, _ advertise: Profile.Listener.Advertise) throws {
    let text = MarkedText(minimal + "listeners: [{name: «A», port: «65535», advertise: «\(text)»}]\n")
    let listener = try #require(try profile(text).listeners.first)
    #expect(listener.advertise.value == advertise && listener.name.value == "A" && listener.port.value == 65_535)
    #expect([listener.name.place, listener.port.place, listener.advertise.place] == text.places)
  }

  @Test(arguments: [
    ("PLAINTEXT", SecurityProtocol.plaintext), ("SSL", .ssl), ("SASL_PLAINTEXT", .saslPlaintext),
    ("SASL_SSL", .saslSSL),
  ])
  func `Kafka's security protocols`(_ name: String, _ securityProtocol: SecurityProtocol) throws {
    let text = MarkedText(minimal + "listeners: [{name: A, port: 1, protocol: «\(name)»}]\n")
    let listener = try #require(try profile(text).listeners.first)
    #expect(listener.securityProtocol.value == securityProtocol && [listener.securityProtocol.place] == text.places)
  }

  @Test func `broker properties keep their dots and their text, whatever type it looks like`() throws {
    let text = MarkedText(
      minimal + """
        broker:
          «log.retention.hours»: «72»
          auto.leader.rebalance.enable: TRUE
          log.cleaner.min.cleanable.ratio: 0.50
          compression.type: 'no'
          a.b.c: ''
          big: 0755
        """
    )
    let properties = try profile(text).broker
    #expect(
      properties.map(\.name.value) == [
        "log.retention.hours", "auto.leader.rebalance.enable", "log.cleaner.min.cleanable.ratio", "compression.type",
        "a.b.c", "big",
      ]
    )
    #expect(properties.map(\.value.value) == ["72", "true", "0.50", "no", "", "0755"])
    #expect([properties[0].name.place, properties[0].value.place] == text.places)
  }

  @Test func `the data volume`() throws {
    let text = MarkedText(
      minimal + """
        data:
          device: «/dev/sdg»
          mount: «/srv/kafka»
          owner: 1000:2000
          options: «nofail»
          volume: {type: «io2», size: «65536», iops: «256000», encrypted: «false»}
        """
    )
    let data = try profile(text).data
    #expect(data.device.value == "/dev/sdg" && data.mount.value == "/srv/kafka" && data.options.value == "nofail")
    #expect(data.owner.map { [$0.uid, $0.gid] } == [1000, 2000])
    #expect(data.volume.type.value == .io2 && data.volume.size.value == 65_536)
    #expect(data.volume.iops?.value == 256_000 && data.volume.throughput == nil && !data.volume.encrypted.value)
    let places = [
      data.device.place, data.mount.place, data.options.place, data.volume.type.place, data.volume.size.place,
      data.volume.iops?.place, data.volume.encrypted.place,
    ]
    #expect(places == text.places)
  }

  @Test(arguments: [("0", 0, 0), ("1000", 1000, 1000), ("'1000'", 1000, 1000), ("0:4294967294", 0, 4_294_967_294)])
  func `an owner of one number is user and group`(_ text: String, _ uid: Int, _ gid: Int) throws {
    #expect(try profile(minimal + "data: {owner: \(text)}\n").data.owner.map { [$0.uid, $0.gid] } == [uid, gid])
  }

  @Test(arguments: [(1, 100, 125), (65_536, 256_000, 2_000)])
  func `the ends of the volume's ranges`(_ size: Int, _ iops: Int, _ throughput: Int) throws {
    let volume = try profile(
      minimal + "data: {volume: {size: \(size), iops: \(iops), throughput: \(throughput)}}\n"
    ).data.volume
    #expect([volume.size.value, volume.iops?.value, volume.throughput?.value] == [size, iops, throughput])
  }

  @Test func `where the compose file comes from`() throws {
    let commit = "22c78d174b0974e79910890866965fffd55caa52"
    let checkout = try profile(
      minimal + "checkout: {repository: 'https://git.example/a', ref: main, directory: a/b, commit: \(commit)}\n"
    ).checkout
    #expect(checkout.repository?.value == "https://git.example/a" && checkout.ref?.value == "main")
    #expect(checkout.directory?.value == "a/b" && checkout.commit?.value == commit)
  }

  @Test(arguments: OperatingSystem.allCases)
  func `every operating system by its name`(_ system: OperatingSystem) throws {
    let profile = try profile(minimal + "instance: {operating_system: \(system.rawValue)}\n")
    #expect(profile.instance.operatingSystem.value == system)
  }

  @Test func `the operator's own cloud-config stays as it was written`() throws {
    let config = try profile(
      minimal + """
        cloud_config:
          packages: [jq, g++]
          write_files:
          - {path: /etc/motd, content: "a\\0b $(id) ${X} 'q'"}
          - {path: /database/x}
          runcmd: [echo hello, [sh, -c, 'exit 1']]
          users: [default, {name: ann}]
          timezone: Asia/Seoul
        """
    ).cloudConfig
    #expect(config.packages.map(\.value) == ["jq", "g++"])
    #expect(config.writeFiles.map { $0.mapping?["path"]?.scalar?.text } == ["/etc/motd", "/database/x"])
    #expect(config.writeFiles[0].mapping?["content"]?.scalar?.text == "a\0b $(id) ${X} 'q'")
    #expect(config.runcmd.count == 2 && config.runcmd[1].sequence?.count == 3)
    #expect(config.other.map(\.key) == ["users", "timezone"])
  }

  @Test func `an alias and a merge key stand for what they name`() throws {
    let profile = try profile(
      """
      cluster: &name prod
      release: 5.3.1
      nodes:
      - &first {id: 1, host: a.example, zone: eu-west-1a}
      - {<<: *first, id: 2, host: b.example}
      services: {zookeeper: &heap {heap: 1g}, broker: *heap}
      """
    )
    let nodes = try #require(profile.nodes.list)
    #expect(nodes.map(\.zone?.value) == ["eu-west-1a", "eu-west-1a"] && nodes.map(\.id.value) == [1, 2])
    #expect(profile.services?.map(\.heap?.value) == [1024, 1024])
  }
}

package import Findings
import Text
package import YAML

extension Profile {
  /// Reads a profile, every value checked by itself.
  ///
  /// What is wrong is reported and left out, so that the rest can be checked further; nil when too much is missing.
  package static func read(_ document: Node, into diagnostics: inout Diagnostics) -> Profile? {
    var reader = Reader(diagnostics: diagnostics)
    let profile = reader.profile(document)
    diagnostics = reader.diagnostics
    return profile
  }
}

extension Reader {
  fileprivate mutating func profile(_ document: Node) -> Profile? {
    guard let top = object(document, path: "", schema: "") else { return nil }
    let cluster = requiredString("cluster", in: top, help: "name the cluster, such as `cluster: prod`")
      .flatMap { check($0, .cluster, path: "cluster") }
    let release = requiredString("release", in: top, help: "say which Confluent Platform, such as `release: 8.3.0`")
    let clusterID = name("cluster_id", in: top, .clusterID)
    let nodes = ifClean { $0.nodes(in: top) }.flatMap(\.self)
    let standard = Self.defaultListeners(isSingle: nodes.map { $0.count == 1 } ?? true)
    let listeners = ifClean { $0.listeners(in: top) ?? standard } ?? standard
    let services = ifClean { $0.services(in: top) }.flatMap(\.self)
    let broker = brokerProperties(in: top)
    let data = dataVolume(in: top)
    let checkout = self.checkout(in: top)
    let instance = ifClean { $0.instance(in: top) } ?? Self.defaultInstance
    let delivery = self.delivery(in: top)
    let cloudConfig = self.cloudConfig(in: top, mount: data.mount.value)
    guard let cluster, let release, let nodes else { return nil }
    return Profile(
      cluster: cluster,
      release: release,
      clusterID: clusterID,
      nodes: nodes,
      listeners: listeners,
      services: services,
      broker: broker,
      data: data,
      checkout: checkout,
      instance: instance,
      delivery: delivery,
      cloudConfig: cloudConfig
    )
  }

  // MARK: Nodes

  private mutating func nodes(in top: Object) -> Profile.Nodes? {
    let help = "say how many and by what names, such as `nodes: {count: 1, host: kafka.example.com}`"
    guard let node = required("nodes", in: top, help: help) else { return nil }
    return node.sequence == nil ? nodePattern(node) : nodeList(node)
  }

  private mutating func nodePattern(_ node: Node) -> Profile.Nodes? {
    let expected = "a mapping of keys to values or a list of nodes"
    guard let object = self.object(node, path: "nodes", schema: "nodes", expected: expected) else { return nil }
    let count = requiredInteger(
      "count",
      in: object,
      1...Self.mostItems,
      help: "write the number of nodes, or a list of them"
    )
    let firstID = integer("first_id", in: object, Self.brokerIDs)
    let host = requiredString("host", in: object, help: "write the name that clients resolve; {id} is the broker id")
      .flatMap { hostPattern($0, path: "nodes.host") }
    var zones: [Sourced<String>] = []
    for (index, item) in (list("zones", in: object) ?? []).enumerated() {
      let path = "nodes.zones[\(index)]"
      if let zone = string(item, path: path).flatMap({ check($0, .zone, path: path) }) { zones.append(zone) }
    }
    guard let count, let host else { return nil }
    return .pattern(Profile.NodePattern(count: count, firstID: firstID ?? Sourced(1), host: host, zones: zones))
  }

  private mutating func nodeList(_ node: Node) -> Profile.Nodes? {
    guard let items = bounded(node.sequence ?? [], of: node, path: "nodes") else { return nil }
    if items.isEmpty {
      diagnostics.error("no-nodes", "`nodes` is an empty list", at: node.mark, help: "list at least one node")
    }
    var nodes: [Profile.ListedNode] = []
    for (index, item) in items.enumerated() {
      guard let object = self.object(item, path: "nodes[\(index)]", schema: "nodes[]") else { continue }
      let id = requiredInteger("id", in: object, Self.brokerIDs, help: "give each node of a list its broker id")
      let host = requiredString("host", in: object, help: "write the name that clients resolve")
        .flatMap { hostPattern($0, path: object.path(of: "host")) }
      let zone = name("zone", in: object, .zone)
      let address = name("address", in: object, .address)
      let instanceType = name("instance_type", in: object, .instanceType)
      if let id, let host {
        nodes.append(
          Profile.ListedNode(id: id, host: host, zone: zone, address: address, instanceType: instanceType)
        )
      }
    }
    return .list(nodes)
  }

  /// Broker ids: a 32-bit integer in Kafka (KafkaConfig's broker.id).
  private static let brokerIDs = 0...Int(Int32.max)

  /// A host name in which `{id}` may stand.
  private mutating func hostPattern(_ text: Sourced<String>, path: String) -> Sourced<String>? {
    let sample = text.value.putting("1", for: "{id}")
    if sample.includes("{") || sample.includes("}") {
      diagnostics.error(
        "unknown-placeholder",
        "`\(path)` has a placeholder that isn't known",
        at: text.mark,
        help: "only {id}, the broker id, can stand in a host name"
      )
      return nil
    }
    if ["localhost", "localhost.localdomain"].contains(text.value.lowercased()) {
      diagnostics.error(
        "localhost-name",
        "`\(path)` is `\(text.value)`, which every machine takes for itself",
        at: text.mark,
        help: "write a name that clients and the other nodes resolve to this node"
      )
      return nil
    }
    return check(text, .host, path: path, sample: sample)
  }

  // MARK: Listeners, services and properties

  private mutating func listeners(in top: Object) -> [Profile.Listener]? {
    guard let items = list("listeners", in: top) else { return nil }
    if items.isEmpty {
      diagnostics.error(
        "no-listeners",
        "`listeners` is an empty list",
        at: top.mapping["listeners"]?.mark,
        help: "list at least one, or remove the key"
      )
    }
    return items.enumerated().compactMap { index, item in
      guard let object = self.object(item, path: "listeners[\(index)]", schema: "listeners[]") else { return nil }
      let name = requiredString("name", in: object, help: "name the listener, such as PLAINTEXT")
        .flatMap { check($0, .listener, path: object.path(of: "name")) }
      let port = requiredInteger("port", in: object, 1...65_535, help: "write the port, such as 29092")
      let securityProtocol = choice("protocol", in: object, as: SecurityProtocol.self)
      let advertise = string("advertise", in: object).flatMap { readAdvertise($0, path: object.path(of: "advertise")) }
      guard let name, let port else { return nil }
      return Profile.Listener(
        name: name,
        port: port,
        securityProtocol: securityProtocol.map { Sourced($0.value.rawValue, at: $0.mark) } ?? Sourced("PLAINTEXT"),
        advertise: advertise ?? Sourced(.host)
      )
    }
  }

  /// One listener for the cluster and its clients, and one for clients on the instance, as cp-all-in-one names them.
  ///
  /// Kafka takes an advertised address from one broker only (KafkaServer's check of end points at registration), so
  /// only a single broker can advertise localhost.
  private static func defaultListeners(isSingle: Bool) -> [Profile.Listener] {
    [
      Profile.Listener(
        name: Sourced("PLAINTEXT"),
        port: Sourced(29092),
        securityProtocol: Sourced("PLAINTEXT"),
        advertise: Sourced(.host)
      ),
      Profile.Listener(
        name: Sourced("PLAINTEXT_HOST"),
        port: Sourced(9092),
        securityProtocol: Sourced("PLAINTEXT"),
        advertise: Sourced(isSingle ? .localhost : .host)
      ),
    ]
  }

  /// Kafka's security protocols (org.apache.kafka.common.security.auth.SecurityProtocol).
  private enum SecurityProtocol: String, CaseIterable {
    case plaintext = "PLAINTEXT"
    case ssl = "SSL"
    case saslPlaintext = "SASL_PLAINTEXT"
    case saslSSL = "SASL_SSL"
  }

  private mutating func readAdvertise(_ text: Sourced<String>, path: String) -> Sourced<Profile.Listener.Advertise>? {
    switch text.value {
    case "host": return Sourced(.host, at: text.mark)
    case "localhost": return Sourced(.localhost, at: text.mark)
    case _ where Profile.Listener.Advertise.categories.contains(text.value):
      return Sourced(.instanceMetadata(text.value), at: text.mark)
    default: return hostPattern(text, path: path).map { Sourced(.name($0.value), at: $0.mark) }
    }
  }

  private mutating func services(in top: Object) -> [Profile.ServiceSettings]? {
    guard let node = top.mapping["services"] else { return nil }
    if node.sequence?.isEmpty == true || node.mapping?.entries.isEmpty == true {
      diagnostics.error(
        "no-services",
        "`services` is empty",
        at: node.mark,
        help: "name them, such as `services: [zookeeper, broker]`, or remove the key"
      )
    }
    if let items = node.sequence {
      return bounded(items, of: node, path: "services")?.enumerated().compactMap { index, item in
        string(item, path: "services[\(index)]").map { Profile.ServiceSettings(name: $0) }
      }
    }
    let expected = "a list of names or a mapping of names to settings"
    guard let object = self.object(node, path: "services", schema: "services", expected: expected) else { return [] }
    return object.mapping.entries.map { service(Sourced($0.key, at: $0.keyMark), settings: $0.value) }
  }

  private mutating func service(_ name: Sourced<String>, settings: Node) -> Profile.ServiceSettings {
    let path = "services.\(name.value)"
    if settings.scalar?.type == .null { return Profile.ServiceSettings(name: name) }
    guard let object = self.object(settings, path: path, schema: "services.*") else {
      return Profile.ServiceSettings(name: name)
    }
    var on: [Sourced<Int>]?
    if let items = list("on", in: object) {
      on = ifClean { reader in
        items.enumerated().compactMap { reader.integer($1, path: "\(path).on[\($0)]", Self.brokerIDs) }
      }
    }
    var environment: [(name: Sourced<String>, value: Sourced<String>)] = []
    if let node = object.mapping["environment"],
      let variables = self.object(node, path: "\(path).environment", schema: "services.*.environment")
    {
      environment = variables.mapping.entries.compactMap { entry in
        let name = check(Sourced(entry.key, at: entry.keyMark), .variable, path: "\(path).environment")
        guard let name, let value = settingText(entry.value, path: "\(path).environment.\(entry.key)") else {
          return nil
        }
        return (name: name, value: value)
      }
    }
    return Profile.ServiceSettings(
      name: name,
      on: on,
      image: self.name("image", in: object, .image),
      heap: memory("heap", in: object),
      environment: environment
    )
  }

  private mutating func brokerProperties(in top: Object) -> [Profile.BrokerProperty] {
    guard let object = self.object("broker", in: top) else { return [] }
    return object.mapping.entries.compactMap { entry in
      let name = check(Sourced(entry.key, at: entry.keyMark), .property, path: "broker")
      guard let name, let value = settingText(entry.value, path: "broker.\(entry.key)") else { return nil }
      return Profile.BrokerProperty(name: name, value: value)
    }
  }

  /// A value that ends up as text whatever its type, a boolean as Java writes it: a variable's or a property's.
  mutating func settingText(_ node: Node, path: String) -> Sourced<String>? {
    if let scalar = node.scalar, case .boolean(let value) = scalar.type {
      return Sourced(value ? "true" : "false", at: node.mark)
    }
    return string(node, path: path)
  }

  // MARK: Machine

  private mutating func dataVolume(in top: Object) -> Profile.DataVolume {
    let object = self.object("data", in: top) ?? Object(mapping: Mapping(), mark: nil, path: "data")
    return Profile.DataVolume(
      device: name("device", in: object, .device) ?? Sourced("/dev/sdf"),
      mount: name("mount", in: object, .mount) ?? Sourced("/data"),
      owner: owner(in: object),
      options: mountOptions("options", in: object) ?? Sourced("defaults,noatime,nofail"),
      claim: boolean("claim", in: object),
      volume: ifClean { $0.volume("volume", in: object, size: 100) } ?? Self.defaultVolume(size: 100)
    )
  }

  private mutating func volume(_ key: String, in parent: Object, size: Int) -> Profile.Volume {
    let standard = Self.defaultVolume(size: size)
    guard let object = self.object(key, in: parent) else { return standard }
    return Profile.Volume(
      type: choice("type", in: object, as: VolumeType.self).map { Sourced($0.value.rawValue, at: $0.mark) }
        ?? standard.type,
      size: integer("size", in: object, 1...65_536) ?? standard.size,
      iops: integer("iops", in: object, 100...256_000),
      throughput: integer("throughput", in: object, 125...2_000),
      encrypted: boolean("encrypted", in: object) ?? standard.encrypted
    )
  }

  private static func defaultVolume(size: Int) -> Profile.Volume {
    Profile.Volume(type: Sourced("gp3"), size: Sourced(size), iops: nil, throughput: nil, encrypted: Sourced(true))
  }

  /// EBS volume types fit for a broker's log (Amazon EBS user guide, "Amazon EBS volume types").
  private enum VolumeType: String, CaseIterable {
    case gp3, gp2, io1, io2, st1
  }

  private mutating func owner(in data: Object) -> (uid: Int, gid: Int)? {
    guard let text = string("owner", in: data) else { return nil }
    let ids = text.value.split(at: ":", omittingEmptySubsequences: false).map { UInt32($0) }
    if (1...2).contains(ids.count), let uid = ids[0], let gid = ids[ids.count - 1],
      // To chown(2) the highest number means no change.
      !ids.contains(.max), !text.value.includes("+")
    {
      return (Int(uid), Int(gid))
    }
    diagnostics.error(
      "bad-owner",
      "`data.owner` is \(quoted(text.value)), which is no user and group id",
      at: text.mark,
      help: "write numbers, uid or uid:gid, such as 1000:1000"
    )
    return nil
  }

  private mutating func checkout(in top: Object) -> Profile.Checkout {
    let object = self.object("checkout", in: top) ?? Object(mapping: Mapping(), mark: nil, path: "checkout")
    return Profile.Checkout(
      repository: name("repository", in: object, .repository),
      ref: name("ref", in: object, .ref),
      directory: name("directory", in: object, .directory),
      commit: name("commit", in: object, .commit)
    )
  }

  private mutating func instance(in top: Object) -> Profile.Instance {
    guard let object = self.object("instance", in: top) else { return Self.defaultInstance }
    return Profile.Instance(
      type: name("type", in: object, .instanceType) ?? Self.defaultInstance.type,
      memory: memory("memory", in: object),
      operatingSystem: choice("operating_system", in: object, as: Profile.OperatingSystem.self)
        ?? Self.defaultInstance.operatingSystem,
      image: name("image", in: object, .machineImage),
      instanceProfile: name("profile", in: object, .instanceProfile),
      // EC2 API, LaunchTemplateInstanceMetadataOptionsRequest.
      metadataHopLimit: integer("metadata_hop_limit", in: object, 1...64),
      securityGroups: names("security_groups", in: object, .securityGroup),
      keyName: name("key_name", in: object, .keyName),
      rootVolume: ifClean { $0.volume("root_volume", in: object, size: Self.rootSize) }
        ?? Self.defaultInstance.rootVolume,
      tags: tags(in: object, hasClusterID: top.mapping["cluster_id"] != nil)
    )
  }

  /// In GiB: room for the images of every service and for the checkout.
  private static let rootSize = 30

  private static let defaultInstance = Profile.Instance(
    type: Sourced("m5.large"),
    memory: nil,
    operatingSystem: Sourced(.amazonLinux2023),
    image: nil,
    instanceProfile: nil,
    metadataHopLimit: nil,
    securityGroups: [],
    keyName: nil,
    rootVolume: defaultVolume(size: rootSize),
    tags: []
  )

  // MARK: cloud-config

  private mutating func cloudConfig(in top: Object, mount: String) -> Profile.CloudConfig {
    guard let object = self.object("cloud_config", in: top) else {
      return Profile.CloudConfig(packages: [], writeFiles: [], runcmd: [], other: [])
    }
    let packages = (list("packages", in: object) ?? []).enumerated().compactMap { index, item in
      string(item, path: "cloud_config.packages[\(index)]")
        .flatMap { check($0, .package, path: "cloud_config.packages[\(index)]") }
    }
    let writeFiles = list("write_files", in: object) ?? []
    for (index, file) in writeFiles.enumerated() { checkFile(file, path: "cloud_config.write_files[\(index)]", mount) }
    let runcmd = list("runcmd", in: object) ?? []
    for (index, command) in runcmd.enumerated() { checkCommand(command, path: "cloud_config.runcmd[\(index)]") }
    let own = ["packages", "write_files", "runcmd"]
    let other = object.mapping.entries.filter { !own.contains($0.key) }
    for entry in other {
      let count = diagnostics.count
      checkCloudConfig(entry, mount: mount)
      if entry.key == "users" && diagnostics.count == count { checkUsers(entry) }
    }
    return Profile.CloudConfig(packages: packages, writeFiles: writeFiles, runcmd: runcmd, other: other)
  }

  /// cloud-init's schema: an item of write_files is a mapping with a path; ours adds where a file may go.
  private mutating func checkFile(_ file: Node, path: String, _ mount: String) {
    guard let mapping = file.mapping, let target = mapping["path"] else {
      diagnostics.error(
        "bad-file",
        "`\(path)` must be a mapping with a `path`",
        at: file.mark.map(\.firstCharacter),
        help: "write it as cloud-init's `write_files` has it"
      )
      return
    }
    check(file, CloudConfigKey.file, path: path, mount: mount)
    guard let text = string(target, path: "\(path).path") else { return }
    let names = text.value.split(at: "/", omittingEmptySubsequences: false)
    if names.first != "" || names.count < 2 || names.dropFirst().contains(where: { ["", ".", ".."].contains($0) }) {
      diagnostics.error(
        "bad-path",
        "`\(path).path` is \(quoted(text.value)), which is no plain absolute path",
        at: text.mark,
        help: "begin it with `/`, and leave out `.`, `..` and empty names"
      )
      return
    }
    let place = NodePath(text.value, mount: mount)
    // How a service reaches the Internet is the operator's to say.
    if place.isServiceDropIn, case .refused = place.fault, setsOnlyEnvironment(mapping) { return }
    checkPath(target, text.value, path: "\(path).path", mount: mount)
  }

  /// Whether a drop-in says nothing but variables of the service's environment, such as `HTTPS_PROXY`.
  private func setsOnlyEnvironment(_ file: Mapping) -> Bool {
    guard file["encoding"].map({ $0.scalar?.text == "text/plain" }) ?? true, file["source"] == nil,
      file["append"] == nil,
      let content = file["content"]?.scalar?.text
    else { return false }
    return content.utf8.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      let line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      // A backslash at the end joins the next line to this one.
      if line.last == UInt8(ascii: "\\") { return false }
      return line.isEmpty || ["#", ";", "Environment=", "EnvironmentFile="].contains { line.starts(with: $0.utf8) }
        || line.elementsEqual("[Service]".utf8)
    }
  }

  /// cloud-init's schema: an item of runcmd is a string or a list of strings.
  private mutating func checkCommand(_ command: Node, path: String) {
    let words = command.sequence ?? [command]
    if words.isEmpty || !words.allSatisfy({ $0.scalar.map { $0.type == .string } == true }) {
      diagnostics.error(
        "bad-command",
        "`\(path)` must be a string or a list of strings",
        at: command.mark,
        help: "put numbers and booleans in quotes"
      )
    }
  }

  private mutating func checkUsers(_ entry: Mapping.Entry) {
    let names: [String]
    switch entry.value.content {
    case .scalar(let scalar):
      names = scalar.text.split(at: ",").flatMap { $0.split(at: " ") }.map(String.init)
    case .sequence(let items): names = items.compactMap { $0.scalar?.text }
    case .mapping(let mapping): names = mapping.entries.map(\.key)
    }
    if names.contains(where: { $0.isSame(as: "default") }) { return }
    diagnostics.error(
      "no-default-user",
      "`cloud_config.users` leaves out `default`, and with it the user of your SSH key",
      at: entry.keyMark,
      help: "make `default` its first item"
    )
  }
}

extension Profile.ServiceSettings {
  /// A service with nothing set.
  package init(name: Sourced<String>) {
    self.init(name: name, on: nil, image: nil, heap: nil, environment: [])
  }
}

extension Profile.Nodes {
  /// How many nodes there are.
  package var count: Int {
    switch self {
    case .pattern(let pattern): pattern.count.value
    case .list(let nodes): nodes.count
    }
  }
}

import Findings
import TestSupport
import Testing

/// One test for each kind of finding about a profile by itself.
@Suite struct FindingTests {
  // MARK: Keys

  @Test func `a profile without a cluster name has nowhere to go`() {
    expect(
      "«r»elease: 5.3.1\nnodes: {count: 1, host: kafka.example.com}\n",
      gives: .error("missing-key", "`cluster` is missing", help: "name the cluster, such as `cluster: prod`")
    )
  }

  @Test func `a profile without a release is not guessed`() {
    expect(
      "«c»luster: dev\nnodes: {count: 1, host: kafka.example.com}\n",
      gives: .error(
        "missing-key",
        "`release` is missing",
        help: "say which Confluent Platform, such as `release: 8.3.0`"
      )
    )
  }

  @Test func `a profile without nodes is told both ways to say them`() {
    expect(
      "«c»luster: dev\nrelease: 5.3.1\n",
      gives: .error(
        "missing-key",
        "`nodes` is missing",
        help: "say how many and by what names, such as `nodes: {count: 1, host: kafka.example.com}`"
      )
    )
  }

  @Test func `every missing key is reported in one run`() {
    expect(
      "«d»ata: {}\n",
      gives: .error("missing-key", "`cluster` is missing", help: "name the cluster, such as `cluster: prod`"),
      .error("missing-key", "`release` is missing", help: "say which Confluent Platform, such as `release: 8.3.0`"),
      .error(
        "missing-key",
        "`nodes` is missing",
        help: "say how many and by what names, such as `nodes: {count: 1, host: kafka.example.com}`"
      )
    )
  }

  @Test func `a pattern needs a count`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: «{»host: kafka.example.com}\n",
      gives: .error("missing-key", "`nodes.count` is missing", help: "write the number of nodes, or a list of them")
    )
  }

  @Test func `a pattern needs a host name`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: «{»count: 1}\n",
      gives: .error(
        "missing-key",
        "`nodes.host` is missing",
        help: "write the name that clients resolve; {id} is the broker id"
      )
    )
  }

  @Test func `a listed node needs its id, as a place in a list is no identity`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes:\n- «h»ost: kafka.example.com\n",
      gives: .error("missing-key", "`nodes[0].id` is missing", help: "give each node of a list its broker id")
    )
  }

  @Test func `a listed node needs its host name`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes:\n- {id: 1, host: a.example}\n- «i»d: 2\n",
      gives: .error("missing-key", "`nodes[1].host` is missing", help: "write the name that clients resolve")
    )
  }

  @Test func `a listener needs its name`() {
    expect(
      minimal + "listeners:\n- «p»ort: 9092\n",
      gives: .error("missing-key", "`listeners[0].name` is missing", help: "name the listener, such as PLAINTEXT")
    )
  }

  @Test func `a listener needs its port`() {
    expect(
      minimal + "listeners:\n- «n»ame: PLAINTEXT\n",
      gives: .error("missing-key", "`listeners[0].port` is missing", help: "write the port, such as 29092")
    )
  }

  @Test func `a misspelt key is an error that names the nearest known one`() {
    expect(
      minimal + "«servces»: [broker]\n",
      gives: .error("unknown-key", "unknown key `servces`", help: "did you mean `services`?")
    )
  }

  @Test func `a key that is like no other is told those that can stand there`() {
    expect(
      minimal + "checkout: {«xyzzy»: 1}\n",
      gives: .error(
        "unknown-key",
        "unknown key `xyzzy`",
        help: "the keys here are `repository`, `ref`, `directory` and `commit`"
      )
    )
  }

  @Test func `keys are known by their place, and not just by their name`() {
    expect(
      minimal + "data: {«type»: gp3}\n",
      gives: .error(
        "unknown-key",
        "unknown key `type`",
        help: "it belongs under `data.volume`"
      )
    )
  }

  @Test func `every unknown key is reported in one run`() {
    expect(
      minimal + "«brokr»: {}\ndata: {«mout»: /data}\nlisteners: [{name: A, port: 1, «prot»: SSL}]\n",
      gives: .error("unknown-key", "unknown key `brokr`", help: "did you mean `broker`?"),
      .error("unknown-key", "unknown key `mout`", help: "did you mean `mount`?"),
      .error("unknown-key", "unknown key `prot`", help: "did you mean `port`?")
    )
  }

  // MARK: Types

  @Test(arguments: [
    ("«text»\n", "`text`"), ("«[»a]\n", "a list"), ("«~»\n", "nothing"),
  ])
  func `a profile is a mapping`(_ profile: String, _ found: String) {
    expect(profile, gives: .error("wrong-type", "a profile must be a mapping of keys to values, not \(found)"))
  }

  @Test func `a number of nodes alone doesn't say their names`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: «3»\n",
      gives: .error("wrong-type", "`nodes` must be a mapping of keys to values or a list of nodes, not `3`")
    )
  }

  @Test func `services are no text`() {
    expect(
      minimal + "services: «broker»\n",
      gives: .error(
        "wrong-type",
        "`services` must be a list of names or a mapping of names to settings, not `broker`"
      )
    )
  }

  @Test func `the settings of a listed service don't fit a list`() {
    expect(
      minimal + "services: [zookeeper, «{»broker: {heap: 1g}}]\n",
      gives: .error("wrong-type", "`services[1]` must be text, not a mapping")
    )
  }

  @Test(arguments: ["data", "data: {volume: ", "instance", "checkout", "broker", "cloud_config"])
  func `a section is a mapping`(_ section: String) {
    let isInner = section.hasSuffix(" ")
    let path = isInner ? "data.volume" : section
    expect(
      minimal + (isInner ? "data: {volume: «[»]}\n" : "\(section): «[»]\n"),
      gives: .error("wrong-type", "`\(path)` must be a mapping of keys to values, not a list")
    )
  }

  @Test(arguments: [
    ("cloud_config: {runcmd: «{»a: b}}", "cloud_config.runcmd", "a mapping"),
    ("cloud_config: {write_files: «~»}", "cloud_config.write_files", "nothing"),
    ("delivery: «~»", "delivery", "nothing"),
  ])
  func `a list is wanted`(_ text: String, _ path: String, _ found: String) {
    expect(minimal + text + "\n", gives: .error("wrong-type", "`\(path)` must be a list, not \(found)"))
  }

  @Test(arguments: [
    ("instance: {type: «[»]}", "instance.type", "a list"), ("data: {device: «{»}}", "data.device", "a mapping"),
    ("broker: {log.dirs: «[»a, b]}", "broker.log.dirs", "a list"),
  ])
  func `text is wanted`(_ text: String, _ path: String, _ found: String) {
    expect(minimal + text + "\n", gives: .error("wrong-type", "`\(path)` must be text, not \(found)"))
  }

  @Test(arguments: ["x", "1.5", "'1'", "1e3", "99999999999999999999", "''", "true", "0b1"])
  func `a number in quotes, with a fraction or of too many digits is no port`(_ text: String) {
    let shown = text.filter { $0 != "'" }
    expect(
      minimal + "listeners: [{name: A, port: «\(text)»}]\n",
      gives: .error(
        "wrong-type",
        "`listeners[0].port` must be a whole number from 1 to 65535, not \(shown.isEmpty ? "``" : "`\(shown)`")",
        help: text == "'1'" ? "write it without quotes: `port: 1`" : nil
      )
    )
  }

  @Test(arguments: ["yes", "1", "'true'"])
  func `only true and false say whether to encrypt`(_ text: String) {
    expect(
      minimal + "data: {volume: {encrypted: «\(text)»}}\n",
      gives: .error(
        "wrong-type",
        "`data.volume.encrypted` must be `true` or `false`, not `\(text.filter { $0 != "'" })`",
        help: text == "1" ? nil : "write `encrypted: true`"
      )
    )
  }

  @Test(arguments: ["true", "FALSE", "yes", "No", "on", "y"])
  func `a name that YAML readers take for a boolean needs quotes`(_ text: String) {
    expect(
      "cluster: «\(text)»\nrelease: 5.3.1\nnodes: {count: 1, host: a.example}\n",
      gives: .error(
        "wrong-type",
        "`cluster` must be text, and YAML readers take `\(text)` for a boolean",
        help: "put it in quotes: '\(text)'"
      )
    )
  }

  @Test func `a key without a value is an accident`() {
    expect(
      minimal + "instance:\n  type: «~»\n",
      gives: .error("missing-value", "`instance.type` has no value", help: "give it one, or remove the key")
    )
  }

  @Test(arguments: [#""a\nb""#, #""a\0b""#, #""\e[31m""#, #""a\tb""#, #""\x7f""#, #""\x9b""#])
  func `a control character can't get into a setting`(_ text: String) {
    expect(
      minimal + "broker: {compression.type: «\(text)»}\n",
      gives: .error(
        "control-character",
        "`broker.compression.type` has a control character or a line break in it",
        help: "write it on one line; after `>-`, YAML makes one line of several"
      )
    )
  }

  // MARK: Ranges

  @Test(arguments: [
    ("nodes: {count: «0», host: k.example}", "nodes.count", "0", 1, 1_000),
    ("nodes: {count: «1001», host: k.example}", "nodes.count", "1001", 1, 1_000),
    ("nodes: {count: «-1», host: k.example}", "nodes.count", "-1", 1, 1_000),
    ("nodes: {count: 1, first_id: «-1», host: k.example}", "nodes.first_id", "-1", 0, 2_147_483_647),
    ("nodes: {count: 1, first_id: «2147483648», host: k.example}", "nodes.first_id", "2147483648", 0, 2_147_483_647),
    ("nodes: [{id: «2147483648», host: k.example}]", "nodes[0].id", "2147483648", 0, 2_147_483_647),
  ])
  func `a number of nodes or an id out of range`(
    _ text: String,
    _ path: String,
    _ value: String,
    _ low: Int,
    _ high: Int
  ) {
    expect(
      "cluster: dev\nrelease: 5.3.1\n\(text)\n",
      gives: .error("out-of-range", "`\(path)` is \(value), and must be from \(low) to \(high)")
    )
  }

  @Test(arguments: [
    ("listeners: [{name: A, port: «0»}]", "listeners[0].port", "0", 1, 65_535),
    ("listeners: [{name: A, port: «65536»}]", "listeners[0].port", "65536", 1, 65_535),
    ("data: {volume: {size: «0»}}", "data.volume.size", "0", 1, 65_536),
    ("data: {volume: {size: «65537»}}", "data.volume.size", "65537", 1, 65_536),
    ("data: {volume: {iops: «99»}}", "data.volume.iops", "99", 100, 256_000),
    ("data: {volume: {iops: «256001»}}", "data.volume.iops", "256001", 100, 256_000),
    ("data: {volume: {throughput: «124»}}", "data.volume.throughput", "124", 125, 2_000),
    ("data: {volume: {throughput: «2001»}}", "data.volume.throughput", "2001", 125, 2_000),
    ("instance: {metadata_hop_limit: «0»}", "instance.metadata_hop_limit", "0", 1, 64),
    ("instance: {metadata_hop_limit: «65»}", "instance.metadata_hop_limit", "65", 1, 64),
    ("services: {broker: {on: [«-1»]}}", "services.broker.on[0]", "-1", 0, 2_147_483_647),
  ])
  func `a number out of range`(_ text: String, _ path: String, _ value: String, _ low: Int, _ high: Int) {
    expect(
      minimal + text + "\n",
      gives: .error("out-of-range", "`\(path)` is \(value), and must be from \(low) to \(high)")
    )
  }

  @Test(arguments: ["512", "0m", "1.5g", "-1g", "+1g", "1t", "m", "g", "512 m", "512mb", "99999999999999999999g", "１g"])
  func `an amount of memory is a whole number with its unit`(_ text: String) {
    let help = "write a whole number with `m` (MiB) or `g` (GiB), such as 512m"
    expect(
      minimal + "services: {broker: {heap: «\(text)»}}\ninstance: {memory: «\(text)»}\n",
      gives: .error("bad-memory", "`services.broker.heap` is `\(text)`, which is no amount of memory", help: help),
      .error("bad-memory", "`instance.memory` is `\(text)`, which is no amount of memory", help: help)
    )
  }

  @Test func `a value that isn't among the known ones gets the nearest`() {
    expect(
      minimal + "instance: {operating_system: «amazon-linux-2024»}\n",
      gives: .error(
        "unknown-value",
        "`instance.operating_system` can't be `amazon-linux-2024`",
        help: "did you mean `amazon-linux-2023`?"
      )
    )
  }

  @Test func `a value that is like none of the known ones is told them`() {
    expect(
      minimal + "data: {volume: {type: «standard»}}\nlisteners: [{name: A, port: 1, protocol: «HTTP»}]\n",
      gives: .error(
        "unknown-value",
        "`data.volume.type` can't be `standard`",
        help: "it can be `gp3`, `gp2`, `io1`, `io2` or `st1`"
      ),
      .error(
        "unknown-value",
        "`listeners[0].protocol` can't be `HTTP`",
        help: "it can be `PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`"
      )
    )
  }

  @Test(arguments: ["kafka", "1000:", ":0", "1:2:3", "-1", "+1", "1:+1", "4294967295", "4294967296", "1 :1", "1.0"])
  func `an owner is written in numbers, as the instance has no name for it`(_ text: String) {
    expect(
      minimal + "data: {owner: «'\(text)'»}\n",
      gives: .error(
        "bad-owner",
        "`data.owner` is `\(text)`, which is no user and group id",
        help: "write numbers, uid or uid:gid, such as 1000:1000"
      )
    )
  }

  // MARK: Nodes, listeners and services

  @Test(arguments: ["«[»]", "«{»}"])
  func `no services at all`(_ services: String) {
    expect(
      minimal + "services: \(services)\n",
      gives: .error(
        "no-services",
        "`services` is empty",
        help: "name them, such as `services: [zookeeper, broker]`, or remove the key"
      )
    )
  }

  @Test func `an empty list of nodes`() {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: «[»]\n",
      gives: .error("no-nodes", "`nodes` is an empty list", help: "list at least one node")
    )
  }

  @Test func `an empty list of listeners leaves a broker that nobody reaches`() {
    expect(
      minimal + "listeners: «[»]\n",
      gives: .error("no-listeners", "`listeners` is an empty list", help: "list at least one, or remove the key")
    )
  }

  @Test(arguments: ["kafka-{number}.example", "kafka-{ID}.example", "kafka-{id.example", "kafka-id}.example", "{}"])
  func `only the broker id can stand for itself in a host name`(_ text: String) {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: «'\(text)'»}\n",
      gives: .error(
        "unknown-placeholder",
        "`nodes.host` has a placeholder that isn't known",
        help: "only {id}, the broker id, can stand in a host name"
      )
    )
  }

  @Test(arguments: ["localhost", "LocalHost", "localhost.localdomain"])
  func `a node can't go by a name that every machine takes for itself`(_ name: String) {
    expect(
      "cluster: dev\nrelease: 5.3.1\nnodes: {count: 1, host: «\(name)»}\n",
      gives: .error(
        "localhost-name",
        "`nodes.host` is `\(name)`, which every machine takes for itself",
        help: "write a name that clients and the other nodes resolve to this node"
      )
    )
  }

  // MARK: cloud-config

  @Test(arguments: ["«t»ext", "«{»content: x}", "«[»/a]"])
  func `a file needs a path`(_ item: String) {
    expect(
      minimal + "cloud_config:\n  write_files:\n  - {path: /etc/motd}\n  - \(item)\n",
      gives: .error(
        "bad-file",
        "`cloud_config.write_files[1]` must be a mapping with a `path`",
        help: "write it as cloud-init's `write_files` has it"
      )
    )
  }

  @Test(arguments: [
    "/etc/kafka-node/node.env", "/usr/sbin/kafka-node", "/etc/systemd/system/kafka-node.service",
    "/etc/systemd/system/docker.service.d/kafka-node.conf", "/opt/kafka-node/docker-compose.yml",
  ])
  func `a file can't take the place of the program's own`(_ path: String) {
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)»}]}\n",
      gives: .error(
        "taken-path",
        "`cloud_config.write_files[0].path` is `\(path)`, where this program has a file of its own",
        help: "choose another path"
      )
    )
  }

  @Test func `a file that only begins like the program's own is the operator's`() {
    expect(minimal + "cloud_config: {write_files: [{path: /etc/systemd/system/kafka-node-exporter.service}]}\n")
  }

  @Test(arguments: ["etc/motd", "/etc//kafka-node/node.env", "/etc/./motd", "/etc/../motd", "/"])
  func `a file's path has no way round a rule about paths`(_ path: String) {
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)»}]}\n",
      gives: .error(
        "bad-path",
        "`cloud_config.write_files[0].path` is `\(path)`, which is no plain absolute path",
        help: "begin it with `/`, and leave out `.`, `..` and empty names"
      )
    )
  }

  @Test(arguments: ["/srv/kafka", "/srv/kafka/x"])
  func `a file below the mount point would be hidden by the data volume`(_ path: String) {
    expect(
      minimal + "data: {mount: /srv/kafka}\ncloud_config: {write_files: [{path: «\(path)»}]}\n",
      gives: .error(
        "path-below-mount",
        "`cloud_config.write_files[0].path` is below the mount point `/srv/kafka`",
        help: "cloud-init writes files before the data volume is mounted, which would hide it; write it by `runcmd`"
      )
    )
  }

  @Test(arguments: ["«[»]", "«1»", "«{»a: b}", "«[»sleep, 5]", "«~»", "«true»"])
  func `a command is a string or a list of strings, as cloud-init's schema has it`(_ item: String) {
    expect(
      minimal + "cloud_config:\n  runcmd:\n  - \(item)\n",
      gives: .error(
        "bad-command",
        "`cloud_config.runcmd[0]` must be a string or a list of strings",
        help: "put numbers and booleans in quotes"
      )
    )
  }

  @Test(arguments: [
    ("fs_setup", "it formats disks by rules that lose data; the boot step `disk` does this work"),
    ("disk_setup", "it writes partition tables; the boot step `disk` does this work"),
    ("mounts", "it runs before the data volume is formatted; the boot step `mount` does this work"),
    ("bootcmd", "it runs at each boot before the network is up; use `runcmd`, or a systemd unit in `write_files`"),
    ("power_state", "it would stop the instance while the broker starts"),
    ("disable_ec2_metadata", "the boot steps read the instance metadata"),
    ("manual_cache_clean", "a replaced instance would then not be recognised as new"),
  ])
  func `a cloud-config key that would harm the node is refused with the reason`(_ key: String, _ reason: String) {
    expect(
      minimal + "cloud_config: {«\(key)»: []}\n",
      gives: .error("refused-key", "`cloud_config.\(key)` is refused", help: reason)
    )
  }

  @Test func `users without the default one lock out the operator's SSH key`() {
    expect(
      minimal + "cloud_config: {«users»: [{name: ann}]}\n",
      gives: .error(
        "no-default-user",
        "`cloud_config.users` leaves out `default`, and with it the user of your SSH key",
        help: "make `default` its first item"
      )
    )
  }

  // MARK: What follows from a finding

  @Test func `a value that is refused stands in no further check's way`() {
    expect(
      minimal + "data: {volume: {type: io2, iops: «1»}}\nlisteners: [{name: «a», port: 1}, {name: B, port: 2}]\n",
      gives: .error("out-of-range", "`data.volume.iops` is 1, and must be from 100 to 256000"),
      .error(
        "bad-listener-name",
        "`listeners[0].name` is `a`, which is no listener name",
        help: "use up to 40 capital letters, digits and underscores, beginning with a letter"
      )
    )
  }

  @Test func `a message shows no more of a long value than fits a terminal`() {
    let long = String(repeating: "x", count: 1000)
    let cut = String(repeating: "x", count: 80) + "…"
    expect(
      minimal + "«\(long)»: 1\n",
      gives: .error(
        "unknown-key",
        "unknown key `\(cut)`",
        help:
          "the keys here are `extends`, `cluster`, `release`, `cluster_id`, `nodes`, `listeners`, `services`, `broker`, `data`, "
          + "`checkout`, `instance`, `network`, `delivery`, `identity`, `route53`, "
          + "`lifecycle_hook` and `cloud_config`"
      )
    )
    expect(
      minimal + "data: {mount: «\(long)»}\n",
      gives: .error(
        "bad-mount",
        "`data.mount` is `\(cut)`, which is no mount point",
        help: "use an absolute path of letters, digits, `.`, `_` and `-`, not a system directory, such as /data"
      )
    )
  }

  // MARK: Delivery

  @Test(arguments: [".", "..", "_index", "a/b", "a b", "aws:name", "é"])
  func `a tag's key must be one that instance metadata can show`(_ key: String) {
    expect(
      minimal + "instance: {tags: {«'\(key)'»: x}}\n",
      gives: .error(
        "bad-tag-key",
        "`instance.tags` is `\(key)`, which is no tag key that instance metadata can show",
        help: "use up to 128 letters, digits and + - = . , _ : @, not `.`, `..` or `_index`, not beginning with aws:"
      )
    )
  }

  @Test(arguments: ["Name", "kafka-cluster", "kafka-cluster-id", "kafka-broker-id"])
  func `the program's own tags can't be changed`(_ key: String) {
    expect(
      minimal + "instance: {tags: {«\(key)»: x}}\n",
      gives: .error("owned-tag", "tag `\(key)` is set by the program", help: "choose another key")
    )
  }

  @Test func `a tag's value has an end`() {
    let value = String(repeating: "a", count: 257)
    expect(
      minimal + "instance: {tags: {a: «\(value)»}}\n",
      gives: .error(
        "bad-tag-value",
        "`instance.tags.a` is `\(value.prefix(80))…`, which is no tag value",
        help: "use up to 256 characters"
      )
    )
  }

  @Test func `more tags than EC2 takes`() {
    let tags = (0..<48).map { $0 == 47 ? "«t\($0)»: x" : "t\($0): x" }.joined(separator: ", ")
    expect(
      minimal + "instance: {tags: {\(tags)}}\n",
      gives: .error(
        "too-many-tags",
        "`instance.tags` has 48 tags",
        help: "EC2 takes 50 on an instance, and 3 of them are the program's"
      )
    )
  }

  @Test func `a cluster id takes a tag of its own`() {
    let tags = (0..<47).map { $0 == 46 ? "«t\($0)»: x" : "t\($0): x" }.joined(separator: ", ")
    expect(
      minimal + "cluster_id: 4L6g3nShT-eMCtK--X86sw\ninstance: {tags: {\(tags)}}\n",
      gives: .error(
        "too-many-tags",
        "`instance.tags` has 47 tags",
        help: "EC2 takes 50 on an instance, and 4 of them are the program's"
      )
    )
  }

  @Test func `a form of delivery that isn't known is not guessed`() {
    expect(
      minimal + "delivery: [launch-template, «terrafrom»]\n",
      gives: .error("unknown-value", "`delivery[1]` can't be `terrafrom`", help: "did you mean `terraform`?")
    )
  }

  @Test(arguments: [
    ("nodes", "nodes: «[»#]\n"), ("services", "services: «[»#]\n"),
    ("services.broker.on", "services: {broker: {on: «[»#]}}\n"),
    ("delivery", "delivery: «[»#]\n"), ("cloud_config.packages", "cloud_config: {packages: «[»#]}\n"),
    ("network.clients", "network: {clients: «[»#]}\n"), ("listeners", "listeners: «[»#]\n"),
  ])
  func `a list of more items than a cluster or its user-data can have is refused`(_ path: String, _ text: String) {
    let items = String(repeating: "1,", count: 1_001)
    let head = path == "nodes" ? "cluster: dev\nrelease: 5.3.1\n" : minimal
    expect(
      head + text.replacing("#", with: items),
      gives: .error(
        "too-many-items",
        "`\(path)` has 1001 items, and 1000 are the most",
        help: "see whether a list went wrong that a program made"
      )
    )
  }

  @Test(arguments: [
    ("broker", "broker: «{»#}\n"), ("services.broker.environment", "services: {broker: {environment: «{»#}}}\n"),
    ("instance.tags", "instance: {tags: «{»#}}\n"), ("network.subnets", "network: {subnets: «{»#}}\n"),
    ("services", "services: «{»#}\n"), ("cloud_config", "cloud_config: «{»#}\n"),
  ])
  func `a mapping of more names than a cluster or its user-data can have is refused`(_ path: String, _ text: String) {
    let items = (0...1_000).map { "a\($0): 1," }.joined()
    expect(
      minimal + text.replacing("#", with: items),
      gives: .error(
        "too-many-items",
        "`\(path)` has 1001 items, and 1000 are the most",
        help: "see whether a list went wrong that a program made"
      )
    )
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["", "data", "instance", "checkout", "network", "route53"])
  func `a profile of nothing but unknown keys has bounded findings`(_ path: String) {
    let indent = path.isEmpty ? "" : "  "
    let keys = (0..<30_000).map { "\(indent)mount\($0): 1\n" }.joined()
    let findings = findings(Array((minimal + (path.isEmpty ? "" : "\(path):\n") + keys).utf8))
    #expect(findings.count == 101)
    #expect(findings.last?.id == "more-findings")
    #expect(findings.last?.description.hasPrefix(path.isEmpty ? "104:" : "105:") == true)
  }
}

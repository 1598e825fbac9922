import Findings
import Cluster
import Change
import TestSupport
import Testing
import YAML

/// What is found about a profile of a cluster that is there already.
@Suite struct ChangeCheckTests {
  /// The nodes of a profile as they are read from an output folder, after an edit of their files.
  private func deployment(
    _ profile: String,
    identity: Bool = false,
    claims: Bool? = nil,
    givenID: String? = nil,
    instanceProfile: String? = nil,
    volumes: [DeployedVolume] = [],
    edit: (String) -> String = { $0 }
  ) throws -> Deployment {
    let cluster = try cluster(profile)
    let nodes = try cluster.nodes.map { node in
      let text = edit(String(decoding: try #require(compose(node, in: cluster).file).yamlBytes, as: UTF8.self))
      let source = Source(name: "output/test/broker-\(node.id)/docker-compose.yml", text: text)
      var diagnostics = Diagnostics()
      let document = try #require(Node.parse(source, into: &diagnostics))
      return try #require(NodeFacts(id: node.id, composeFile: document))
    }
    return Deployment(
      folder: "output/test",
      nodes: nodes,
      unknown: [],
      hasVolumeIdentity: identity,
      claimsVolumes: claims,
      givenID: givenID,
      instanceProfile: instanceProfile,
      volumes: volumes
    )
  }

  /// Expects what is found when a profile takes the place of another to be this, at the marked places.
  private func expect(
    _ profile: String,
    after old: Deployment,
    edit: ((String) -> String)? = nil,
    gives expected: Finding...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = MarkedText(profile)
    var diagnostics = Diagnostics()
    let cluster = try cluster(text.text)
    let nodes = try edit.map { try deployment(text.text, edit: $0).nodes } ?? nodes(of: cluster)
    ChangeCheck.check(from: old, to: nodes, of: cluster, into: &diagnostics)
    #expect(
      diagnostics.findings.map(\.withBareNotes) == text.findings(expected).map(\.withBareNotes),
      sourceLocation: sourceLocation
    )
  }

  /// A profile of so many nodes in ZooKeeper mode, in which a test marks places.
  private func profile(_ release: String, _ nodes: String, _ more: String = "") -> String {
    "cluster: test\nrelease: \(release)\nnodes: {\(nodes), host: 'kafka-{id}.example.internal'}\n"
      + "services: [zookeeper, broker]\n\(more)"
  }

  private let runs = "the nodes have it from here"
  private func replace(_ release: String, _ with: String = "", _ end: String = "") -> String {
    "set `release: \(release)`\(with), render, and replace the instances one after the other\(end)"
  }
  private let owner = "; only a new one gives the data directories to 1000:1000"
  private let unpin = "remove `inter.broker.protocol.version`, render and replace them again; then there is no way back"

  // MARK: Releases

  @Test func `the same again gives nothing`() throws {
    try expect(profile("7.9.8", "count: 3"), after: deployment(profile("7.9.8", "count: 3")))
  }

  @Test func `a later release is a warning with its steps`() throws {
    try expect(
      profile("«7.9.8»", "count: 3", "broker: {inter.broker.protocol.version: 3.1}\n"),
      after: deployment(profile("7.1.0", "count: 3")),
      gives: .warning(
        "release-change",
        "output/test has release 7.1.0, and this makes it 7.9.8",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [
          runs, "step 1: " + replace("7.9.8", " with `inter.broker.protocol.version: 3.1` for `broker`"),
          "step 2: \(unpin)",
        ]
      )
    )
  }

  @Test func `another patch of the same Kafka, or one broker, needs no protocol version`() throws {
    try expect(
      profile("«7.1.16»", "count: 3"),
      after: deployment(profile("7.1.0", "count: 3")),
      gives: .warning(
        "release-change",
        "output/test has release 7.1.0, and this makes it 7.1.16",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [runs, "step 1: " + replace("7.1.16")]
      )
    )
    try expect(
      profile("«7.2.0»", "count: 1"),
      after: deployment(profile("7.1.0", "count: 1")),
      gives: .warning(
        "release-change",
        "output/test has release 7.1.0, and this makes it 7.2.0",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [runs, "step 1: set `release: 7.2.0`, render, and replace the instance"]
      )
    )
  }

  @Test func `a jump over a needed release is refused with the whole way`() throws {
    let trust =
      "`inter.broker.protocol.version: 2.3` for `broker` and KAFKA_OPTS=-Dzookeeper.snapshot.trust.empty=true for `zookeeper`"
    try expect(
      profile("«7.9.8»", "count: 3"),
      after: deployment(profile("5.3.1", "count: 3")),
      gives: .error(
        "release-jump",
        "release 5.3.1 can't become 7.9.8 in one step: ZooKeeper 3.4 becomes 3.8 by way of a release in between",
        help: "write `release: 7.5.15` first",
        notes: [
          runs, "step 1: " + replace("7.5.15", " with \(trust)", owner),
          "step 2: " + replace("7.9.8", " with `inter.broker.protocol.version: 2.3` for `broker`"), "step 3: \(unpin)",
        ]
      )
    )
  }

  @Test func `brokers mustn't speak to the others what those don't know`() throws {
    try expect(
      profile("«7.9.8»", "count: 2", "broker: {inter.broker.protocol.version: «3.2»}\n"),
      after: deployment(profile("7.1.0", "count: 2")),
      gives: .warning(
        "release-change",
        "output/test has release 7.1.0, and this makes it 7.9.8",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [
          runs, "step 1: " + replace("7.9.8", " with `inter.broker.protocol.version: 3.1` for `broker`"),
          "step 2: \(unpin)",
        ]
      ),
      .error(
        "protocol-version",
        "brokers of 7.9.8 would speak protocol 3.2 to those of 7.1.0, which know 3.1",
        help: "write `broker: {inter.broker.protocol.version: 3.1}` until every broker runs the new release"
      )
    )
  }

  @Test func `the protocol version goes up by itself only when asked, and never down`() throws {
    let pinned = "broker: {inter.broker.protocol.version: 3.1}\n"
    try expect(
      profile("«7.9.8»", "count: 2"),
      after: deployment(profile("7.9.8", "count: 2", pinned)),
      gives: .warning(
        "protocol-raised",
        "the brokers speak protocol 3.1, and this makes it 3.9, after which they can't go back to an earlier release",
        help: "see first that every broker runs release 7.9.8"
      )
    )
    try expect(
      profile("7.9.8", "count: 2", "broker: {inter.broker.protocol.version: «3.0»}\n"),
      after: deployment(profile("7.9.8", "count: 2", pinned)),
      gives: .error(
        "protocol-version",
        "the brokers speak protocol 3.1, and can't go back to 3.0",
        help: "write 3.1, or a later version up to 3.9"
      )
    )
  }

  @Test func `ZooKeeper's data from before 3.5 need a variable, and keep it till 3.6`() throws {
    let set =
      "services: {broker: {}, zookeeper: {environment: {KAFKA_OPTS: '-Da=b -Dzookeeper.snapshot.trust.empty=true'}}}\n"
    func profile(_ release: String, _ services: String) -> String {
      "cluster: test\nrelease: \(release)\nnodes: {count: 1, host: kafka.example.com}\n" + services
    }
    let missing = Finding.error(
      "upgrade-variable",
      "service `zookeeper` needs `-Dzookeeper.snapshot.trust.empty=true` for this step: ZooKeeper from 3.5 on doesn't start on data "
        + "without a snapshot, and 3.4 rarely writes one",
      help:
        "add `zookeeper: {environment: {KAFKA_OPTS: \"-Dzookeeper.snapshot.trust.empty=true\"}}` to `services`, and keep it until the "
        + "nodes run 7.0.0 or later"
    )
    func change(_ from: String, _ to: String, _ with: String = "", _ end: String = "") -> Finding {
      .warning(
        "release-change",
        "output/test has release \(from), and this makes it \(to)",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [runs, "step 1: set `release: \(to)`\(with), render, and replace the instance\(end)"]
      )
    }
    let with = " with KAFKA_OPTS=-Dzookeeper.snapshot.trust.empty=true for `zookeeper`"
    let bare = "services: [«zookeeper», broker]\n"
    try expect(
      profile("«6.2.15»", bare),
      after: deployment(profile("5.3.1", "services: [zookeeper, broker]\n")),
      gives: change("5.3.1", "6.2.15", with, owner),
      missing
    )
    try expect(
      profile("«6.2.15»", set),
      after: deployment(profile("5.3.1", "services: [zookeeper, broker]\n")),
      gives: change("5.3.1", "6.2.15", with, owner)
    )
    try expect(profile("6.2.15", bare), after: deployment(profile("6.2.15", set)), gives: missing)
    try expect(profile("«7.9.8»", bare), after: deployment(profile("7.5.0", set)), gives: change("7.5.0", "7.9.8"))
  }

  @Test(arguments: [
    ("7.9.0", "7.8.0", "its brokers speak protocol 3.9, and Kafka 3.8 doesn't", ""),
    ("7.6.0", "7.5.0", "an earlier ZooKeeper isn't known to read the data of 3.8.3", "3.5"),
  ])
  func `a way back is refused where there is none`(from: String, to: String, why: String, pinned: String) throws {
    let broker = pinned.isEmpty ? "" : "broker: {inter.broker.protocol.version: \(pinned)}\n"
    try expect(
      profile("«\(to)»", "count: 3", broker),
      after: deployment(profile(from, "count: 3", broker)),
      gives: .error(
        "downgrade",
        "release \(from) can't go back to \(to): \(why)",
        help: "stay at `release: \(from)`, or go to a later one",
        notes: [runs]
      )
    )
  }

  @Test func `brokers go back while they speak the older protocol, and to another patch`() throws {
    let pinned = "broker: {inter.broker.protocol.version: 3.7}\n"
    try expect(profile("7.8.0", "count: 3", pinned), after: deployment(profile("7.9.0", "count: 3", pinned)))
    try expect(profile("7.9.0", "count: 3"), after: deployment(profile("7.9.8", "count: 3")))
  }

  @Test func `images of a mirror's own tags leave the release unknown`() throws {
    try expect(
      profile("«7.9.8»", "count: 3"),
      after: deployment(profile("7.1.0", "count: 3")) { $0.replacing(":7.1.0", with: ":stable") },
      gives: .warning(
        "unknown-earlier-release",
        "what is in output/test doesn't tell its release, so the way from there isn't checked",
        help: "docs/upgrade.md has the steps between releases"
      )
    )
    try expect(
      profile("7.9.8", "count: 3"),
      after: deployment(profile("7.9.8", "count: 3")) { file in
        file.replacing("confluentinc/cp-kafka:7.9.8", with: "mirror.example:5000/kafka:7.9.8-1-ubi8@sha256:0")
      }
    )
  }

  // MARK: Nodes

  @Test func `a broker that is gone is refused by its folder`() throws {
    try expect(
      profile("7.9.8", "count: «3»"),
      after: deployment(profile("7.9.8", "count: 4")),
      gives: .error(
        "removed-node",
        "broker 4 of output/test is missing, and what only it holds would be lost",
        help: "move its partitions to other brokers with kafka-reassign-partitions, then remove output/test/broker-4"
      )
    )
  }

  @Test func `other ids are other brokers`() throws {
    try expect(
      "cluster: test\nrelease: 7.9.8\nnodes: {count: 3, first_id: «4», host: 'kafka-{id}.example.internal'}\n"
        + "services: [«zookeeper», broker]\n",
      after: deployment(profile("7.9.8", "count: 3")),
      gives: .error(
        "removed-node",
        "brokers 1, 2 and 3 of output/test are missing, and what only they hold would be lost",
        help:
          "move their partitions to other brokers with kafka-reassign-partitions, then remove output/test/broker-1, "
          + "output/test/broker-2 and output/test/broker-3"
      ),
      .error(
        "ensemble-changed",
        "the ZooKeeper ensemble goes from 3 servers to 3, of which 0 were in it before: a majority would know nothing",
        help: "write `zookeeper: {on: [1, 2, 3]}` under `services`, or change fewer servers at a time"
      )
    )
  }

  @Test func `a new broker is a warning, since it holds nothing yet`() throws {
    try expect(
      profile("7.9.8", "count: «4»"),
      after: deployment(profile("7.9.8", "count: 3")),
      gives: .warning(
        "added-node",
        "broker 4 will hold nothing but new topics",
        help: "move partitions there with kafka-reassign-partitions"
      )
    )
  }

  // MARK: ZooKeeper

  @Test func `servers that know nothing mustn't be a majority`() throws {
    try expect(
      profile("7.9.8", "count: «3»").replacing("[zookeeper", with: "[«zookeeper»"),
      after: deployment(profile("7.9.8", "count: 1").replacing("{id}", with: "1")),
      gives: .warning(
        "added-node",
        "brokers 2 and 3 will hold nothing but new topics",
        help: "move partitions there with kafka-reassign-partitions"
      ),
      .error(
        "ensemble-changed",
        "the ZooKeeper ensemble goes from 1 server to 3, of which 1 was in it before: a majority would know nothing",
        help: "write `zookeeper: {on: [1]}` under `services`, or change fewer servers at a time, next `on: [1, 2]`"
      )
    )
  }

  @Test func `a server keeps its id, which is its place in the list`() throws {
    func finding(_ node: Int, _ new: Int, _ old: Int) -> Finding {
      .error(
        "server-id-changed",
        "node \(node) would be ZooKeeper server \(new), and its data are those of server \(old)",
        help: "keep the order of `services.zookeeper.on`, and add servers at its end",
        notes: ["the server id is set here"]
      )
    }
    func placed(_ on: String) -> String {
      profile("7.9.8", "count: 5").replacing("[zookeeper, broker]", with: "{broker: {}, zookeeper: {on: [\(on)]}}")
    }
    try expect(
      placed("«2», 1, 3"),
      after: deployment(placed("1, 2, 3")),
      gives: finding(1, 2, 1),
      finding(2, 1, 2)
    )
  }

  // MARK: KRaft

  /// The files of a node with other variables of the broker.
  private func kraft(_ variables: String) -> (String) -> String {
    { $0.replacing("      KAFKA_BROKER_ID: 1\n", with: variables) }
  }

  private let quorum = """
          CLUSTER_ID: q1Sh-9_ISia_zwGINzRvyQ
          KAFKA_PROCESS_ROLES: broker,controller
          KAFKA_NODE_ID: 1
          KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka.example.com:9093

    """

  /// A profile whose files these tests turn into those of a KRaft cluster.
  private let one =
    "cluster: «test»\nrelease: 7.9.8\nnodes: {count: 1, host: kafka.example.com}\nservices: [zookeeper, broker]\n"

  private func expectKRaft(
    _ old: String,
    becomes new: String,
    gives expected: Finding,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try deployment(MarkedText(one).text, edit: kraft(quorum))
    let profile =
      expected.id == "cluster-id-changed"
      ? one : one.replacing("«test»", with: "test").replacing("count: 1", with: "count: «1»")
    #expect(quorum.contains(old))
    try expect(
      profile,
      after: before,
      edit: kraft(quorum.replacing(old, with: new)),
      gives: expected,
      sourceLocation: sourceLocation
    )
  }

  @Test func `a cluster keeps its id`() throws {
    try expectKRaft(
      "q1Sh-9_ISia_zwGINzRvyQ",
      becomes: "AAAAAAAAAAAAAAAAAAAAAw",
      gives: .error(
        "cluster-id-changed",
        "the cluster id would be `AAAAAAAAAAAAAAAAAAAAAw`, and the volumes are those of `q1Sh-9_ISia_zwGINzRvyQ`",
        help: "write `cluster_id: q1Sh-9_ISia_zwGINzRvyQ`",
        notes: ["the cluster id is set here"]
      )
    )
  }

  @Test(arguments: [
    ("NODE_ID: 1", "NODE_ID: 2", "the node id of `broker` on node 1 would be 2, and its data are those of 1"),
    (
      "broker,controller", "broker",
      "the role of `broker` on node 1 would be broker, and its data are those of broker,controller"
    ),
    ("1@kafka", "101@kafka", "the controllers would be 101, and they are 1"),
    ("1@kafka.example.com:9093", "1@a:9093,2@b:9093", "the controllers would be 1 and 2, and they are 1"),
  ])
  func `a quorum keeps its controllers`(old: String, new: String, message: String) throws {
    try expectKRaft(
      old,
      becomes: new,
      gives: .error(
        "quorum-changed",
        message,
        help: "keep the nodes that are controllers, or make a new cluster: their list can't be changed this way",
        notes: ["it is set here"]
      )
    )
  }

  @Test func `a controller may be reached by another name`() throws {
    try expect(
      one,
      after: deployment(MarkedText(one).text, edit: kraft(quorum)),
      edit: kraft(quorum.replacing("1@kafka.example.com", with: "1@kafka"))
    )
  }

  @Test func `in KRaft mode a later release ends with its metadata version`() throws {
    let old = one.replacing("7.9.8", with: "7.4.0")
    try expect(
      one.replacing("«test»", with: "test").replacing("7.9.8", with: "«7.9.8»"),
      after: deployment(MarkedText(old).text, edit: kraft(quorum)),
      edit: kraft(quorum),
      gives: .warning(
        "release-change",
        "output/test has release 7.4.0, and this makes it 7.9.8",
        help: "take these steps, one broker after the other; docs/upgrade.md has the commands",
        notes: [
          runs, "step 1: set `release: 7.9.8`, render, and replace the instance",
          "step 2: when every node runs it: sudo kafka-node tool kafka-features --bootstrap-server localhost:29092 upgrade "
            + "--metadata 3.9; then there is no way back",
        ]
      )
    )
  }

  @Test func `an earlier line might not read the metadata`() throws {
    try expect(
      one.replacing("«test»", with: "test").replacing("7.9.8", with: "«7.8.0»"),
      after: deployment(MarkedText(one).text, edit: kraft(quorum)),
      edit: kraft(quorum),
      gives: .error(
        "downgrade",
        "release 7.9.8 can't go back to 7.8.0: its metadata may be of a version that an earlier line can't read",
        help: "stay at `release: 7.9.8`, or go to a later one",
        notes: [runs]
      )
    )
  }

  private let migration =
    "migrate to KRaft by https://docs.confluent.io/platform/7.9/installation/migrate-zk-kraft.html, which this program "
    + "doesn't do for you; or make a new cluster and copy the topics"

  @Test func `ZooKeeper becomes KRaft by a migration only`() throws {
    let profile = one.replacing("«test»", with: "test").replacing("7.9.8", with: "«7.9.8»")
    let message = "output/test keeps its metadata in ZooKeeper, and KRaft's controllers would begin with none"
    try expect(
      profile,
      after: deployment(MarkedText(profile).text),
      edit: kraft(quorum),
      gives: .error(
        "mode-changed",
        message,
        help: "keep `zookeeper` among `services` until the migration is done",
        notes: [runs, "step 1: \(migration)"]
      )
    )
    try expect(
      profile,
      after: deployment(MarkedText(profile).text.replacing("7.9.8", with: "7.1.0")),
      edit: kraft(quorum),
      gives: .error(
        "mode-changed",
        message,
        help: "keep `zookeeper` among `services` until the migration is done",
        notes: [runs, "step 1: set `release: 7.9.8`, render, and replace the instance", "step 2: \(migration)"]
      )
    )
  }

  @Test func `from a release that can't migrate, the profile stays in ZooKeeper mode at a later one first`() throws {
    try expect(
      "cluster: test\nrelease: «8.3.0»\nnodes: {count: 1, host: kafka.example.com}\n",
      after: deployment(MarkedText(one).text.replacing("7.9.8", with: "7.1.0")),
      gives: .error(
        "mode-changed",
        "output/test keeps its metadata in ZooKeeper, and KRaft's controllers would begin with none",
        help: "write `release: 7.9.8` first, with `zookeeper` among `services`",
        notes: [
          runs, "step 1: set `release: 7.9.8`, render, and replace the instance", "step 2: \(migration)",
          "step 3: clients older than Kafka 2.1 can't connect any more: find and replace them before",
          "step 4: a topic with `message.format.version`, or with `segment.bytes` below 1 MiB, keeps a broker from starting: "
            + "remove these settings with kafka-configs before",
          "step 5: set `release: 8.3.0`, render, and replace the instance",
          "step 6: when every node runs it: sudo kafka-node tool kafka-features --bootstrap-server localhost:29092 upgrade "
            + "--metadata 4.3; then there is no way back",
        ]
      )
    )
  }

  @Test func `controllers of their own stay on their nodes when the cluster grows`() throws {
    func profile(_ count: String) -> String {
      "cluster: test\nrelease: 8.3.0\nnodes: {count: \(count), host: 'kafka-{id}.example.internal'}\n"
        + "services: {broker: {}, «controller»: {}}\n"
    }
    try expect(
      profile("«5»"),
      after: deployment(MarkedText(profile("3")).text),
      gives: .warning(
        "added-node",
        "brokers 4 and 5 will hold nothing but new topics",
        help: "move partitions there with kafka-reassign-partitions"
      ),
      .error(
        "quorum-changed",
        "the controllers would be 10001, 10002, 10003, 10004 and 10005, and they are 10001, 10002 and 10003",
        help: "write `controller: {on: [1, 2, 3]}` under `services`: their list can't be changed this way",
        notes: ["it is set here"]
      )
    )
  }

  @Test func `KRaft never becomes ZooKeeper`() throws {
    let profile = one.replacing("«test»", with: "test").replacing("7.9.8", with: "«7.9.8»")
    try expect(
      profile,
      after: deployment(MarkedText(profile).text, edit: kraft(quorum)),
      gives: .error(
        "mode-changed",
        "output/test keeps its metadata by KRaft, and ZooKeeper would begin with none",
        help: "there is no way back to ZooKeeper",
        notes: [runs]
      )
    )
  }

  // MARK: Data

  @Test func `data stay in their directory`() throws {
    func finding(_ service: String, _ directory: String) -> Finding {
      .error(
        "data-moved",
        "the data of `\(service)` would be in /srv/kafka/\(directory), and output/test has them in /data/\(directory)",
        help: "keep the directory where it is",
        notes: ["it is set here"]
      )
    }
    try expect(
      MarkedText(one).text + "data: {mount: «/srv/kafka»}\n",
      after: deployment(MarkedText(one).text),
      gives: finding("zookeeper", "zk-data"),
      finding("zookeeper", "zk-txn-logs"),
      finding("broker", "kafka-data")
    )
  }

  @Test func `data that no container would see are named`() throws {
    try expect(
      one,
      after: deployment(MarkedText(one).text),
      edit: {
        $0.replacing("    - /data/kafka-data:/var/lib/kafka/data\n", with: "    - broker-data:/var/lib/kafka/data\n")
      },
      gives: .error(
        "data-moved",
        "the data of `broker`, which output/test has in /data/kafka-data, would not be found",
        help: "keep the directory where it is",
        notes: ["it is set here"]
      )
    )
  }

  @Test func `fewer copies are a warning at the property, or else at the nodes`() throws {
    let set = "broker: {default.replication.factor: «2», min.insync.replicas: «1»}\n"
    try expect(
      profile("7.9.8", "count: 3", set),
      after: deployment(profile("7.9.8", "count: 3")),
      gives: .warning(
        "replication-lowered",
        "new topics would have 2 copies, and until now it is 3",
        help: "write `broker: {default.replication.factor: 3}` to keep it"
      ),
      .warning(
        "replication-lowered",
        "a write with acks=all would wait for 1 copy, and until now it is 2",
        help: "write `broker: {min.insync.replicas: 2}` to keep it"
      )
    )
  }

  @Test func `another identity takes every instance at once`() throws {
    try expect(
      one,
      after: deployment(MarkedText(one).text, identity: true),
      gives: .error(
        "identity-changed",
        "`identity` was `volume`, and another one takes all instances out of their groups at once",
        help: "keep `identity: volume`"
      )
    )
  }

  // MARK: Delivery

  /// A profile of two brokers in zones, with more of its text.
  private func zoned(_ more: String = "", zones: String = "eu-west-1a, eu-west-1b") -> String {
    "cluster: test\nrelease: 8.3.0\nnodes: {count: 2, host: 'k-{id}.example', zones: [\(zones)]}\n\(more)"
  }

  @Test func `volumes that are claimed stay so, since a new instance would begin with a blank one`() throws {
    let old = try deployment(zoned(), claims: true)
    try expect(zoned("data: {claim: true}\n"), after: old)
    try expect(
      zoned("data: {claim: «false»}\n"),
      after: old,
      gives: .error(
        "claim-changed",
        "the instances claim their data volumes, and a new one would begin with a blank volume of its own",
        help: "write `data: {claim: true}`; whoever begins anew moves output/test away"
      )
    )
  }

  @Test func `volumes that came with the instances are said to be no volumes to claim`() throws {
    let old = try deployment(zoned(), claims: false)
    try expect(zoned("data: {claim: false}\n"), after: old)
    try expect(
      zoned("data: {claim: «true»}\n"),
      after: old,
      gives: .warning(
        "claim-changed",
        "the data volumes came with the instances, and a new one would claim another, which may be blank",
        help: "write `data: {claim: false}` to keep it so"
      )
    )
  }

  /// The volumes of the two brokers, as an earlier file has them.
  private func volumes(size: Node = 100, encrypted: Node = true) -> [DeployedVolume] {
    [(1, "eu-west-1a"), (2, "eu-west-1b")].map {
      DeployedVolume(brokerID: $0.0, zone: .string($0.1), size: size, encrypted: encrypted)
    }
  }

  @Test(arguments: [true, false])
  func `a broker stays in the zone of its data volume, which the broker's rack tells too`(hasFile: Bool) throws {
    let claim = "data: {claim: true}\n"
    let old = try deployment(zoned(claim), claims: true, volumes: hasFile ? volumes() : [])
    try expect(zoned(claim), after: old)
    try expect(
      zoned(claim, zones: "eu-west-1a, «eu-west-1c»"),
      after: old,
      gives: .error(
        "zone-changed",
        "node 2 would be in zone `eu-west-1c`, and its data volume is in `eu-west-1b`, which it can't leave",
        help: "keep the zone; to move the broker, add one with another id there, move its partitions, then remove it",
        notes: ["the zone is set here"]
      )
    )
  }

  @Test func `without claimed volumes a zone may change`() throws {
    try expect(zoned(zones: "eu-west-1a, eu-west-1c"), after: deployment(zoned(), claims: false))
  }

  @Test func `a volume doesn't shrink`() throws {
    let claim = "data: {claim: true, volume: {size: "
    let old = try deployment(zoned(claim + "100}}\n"), claims: true, volumes: volumes())
    try expect(zoned(claim + "200}}\n"), after: old)
    try expect(
      zoned(claim + "«50»}}\n"),
      after: old,
      gives: .error(
        "volume-shrunk",
        "the data volumes would have 50 GiB, and they have 100, of which EBS takes none away",
        help: "write `data: {volume: {size: 100}}`, or more",
        notes: ["the size is set here"]
      )
    )
  }

  @Test(arguments: [(true, ""), (false, "not ")])
  func `a volume stays encrypted or not`(isEncrypted: Bool, text: String) throws {
    let claim = "data: {claim: true, volume: {encrypted: "
    let old = try deployment(
      zoned(claim + "\(isEncrypted)}}\n"),
      claims: true,
      volumes: volumes(encrypted: .boolean(isEncrypted))
    )
    try expect(
      zoned(claim + "«\(!isEncrypted)»}}\n"),
      after: old,
      gives: .error(
        "encryption-changed",
        "the data volumes are \(text)encrypted, and only new ones, which are blank, could be otherwise",
        help: "write `data: {volume: {encrypted: \(isEncrypted)}}`",
        notes: ["it is set here"]
      )
    )
  }

  @Test func `a volume of a broker that is gone says nothing of the others`() throws {
    let other = DeployedVolume(brokerID: 3, zone: "eu-west-1c", size: 500, encrypted: false)
    try expect(
      zoned("data: {claim: true}\n"),
      after: deployment(zoned("data: {claim: true}\n"), claims: true, volumes: [other])
    )
  }

  private static let profileHelp =
    "replace the instances one after the other, and delete the old one and its role only then; docs/upgrade.md has "
    + "the commands"

  @Test func `instances that get a role of their broker's own are replaced before the shared one goes`() throws {
    let claim = "data: {claim: true}\n"
    try expect(
      zoned(claim).replacing("cluster: test", with: "cluster: «test»"),
      after: deployment(zoned(claim), claims: true, instanceProfile: "kafka-test"),
      gives: .warning(
        "instance-profile-changed",
        "the instances have the instance profile `kafka-test`, and new ones get one of their broker's own, such as "
          + "`kafka-test-broker-1`",
        help: Self.profileHelp
      )
    )
  }

  @Test func `so are instances that get another instance profile of the operator's`() throws {
    let claim = "data: {claim: true}\n"
    let old = try deployment(zoned(claim), claims: true, instanceProfile: "mine")
    try expect(zoned(claim + "instance: {profile: mine}\n"), after: old)
    try expect(
      zoned(claim + "instance: {profile: «other»}\n"),
      after: old,
      gives: .warning(
        "instance-profile-changed",
        "the instances have the instance profile `mine`, and new ones get `other`",
        help: Self.profileHelp
      )
    )
  }

  // MARK: Hand-edited files

  @Test func `a node whose file can't be read is neither new nor gone`() throws {
    let all = try deployment(profile("7.9.8", "count: 3"))
    let one = Deployment(
      folder: "output/test",
      nodes: [all.nodes[0]],
      unknown: [2, 3, 4],
      hasVolumeIdentity: false,
      claimsVolumes: nil,
      givenID: nil
    )
    try expect(
      profile("7.9.8", "count: «3»"),
      after: one,
      gives: .error(
        "removed-node",
        "broker 4 of output/test is missing, and what only it holds would be lost",
        help: "move its partitions to other brokers with kafka-reassign-partitions, then remove output/test/broker-4"
      )
    )
  }

  @Test(arguments: [
    "", "services: []\n", "services: {broker: 1}\n", "services: {broker: {image: a}}\n",
    "services: {broker: {environment: [A=b]}}\n", "services: {zookeeper: {environment: {}}}\n",
  ])
  func `a file without a broker's variables says nothing`(text: String) throws {
    var diagnostics = Diagnostics()
    let document = try #require(Node.parse(Source(name: "a.yml", text: text + "x: 1\n"), into: &diagnostics))
    #expect(NodeFacts(id: 1, composeFile: document) == nil)
  }

  @Test func `values of other types than written are no values`() throws {
    try expect(
      one,
      after: deployment(MarkedText(one).text) { file in
        file.replacing("KAFKA_MIN_INSYNC_REPLICAS: 1", with: "KAFKA_MIN_INSYNC_REPLICAS: [2]")
          .replacing("KAFKA_DEFAULT_REPLICATION_FACTOR: 1", with: "KAFKA_DEFAULT_REPLICATION_FACTOR: many")
          .replacing(
            "- /data/kafka-data:/var/lib/kafka/data",
            with: "- {type: bind, source: /data/kafka-data, target: /var/lib/kafka/data}"
          )
      }
    )
  }

  // MARK: Properties

  @Test func `a property that Kafka has read by another name takes effect with the next instances`() throws {
    let broker =
      "broker: {«listener.name.client_tls.ssl.client.auth»: required}\nlisteners: [{name: CLIENT_TLS, port: 9}]"
    let text = profile("5.4.3", "count: 1", broker)
    let old = try deployment(text.replacing("«", with: "").replacing("»", with: "")) {
      $0.replacing("CLIENT__TLS", with: "CLIENT_TLS")
    }
    try expect(
      text,
      after: old,
      gives: .warning(
        "property-takes-effect",
        "Kafka has read `listener.name.client_tls.ssl.client.auth` as `listener.name.client.tls.ssl.client.auth` until now, "
          + "and will read it by its own name",
        help: "see that clients are ready for it before the instances are replaced"
      )
    )
  }

  // MARK: Connect

  private func connect(_ connect: String = "") -> String {
    "cluster: test\nrelease: 8.3.0\nnodes: {count: 1, host: k.example}\nservices: {broker: , \(connect)}\n"
  }

  /// Connect as it was rendered with the sample's names.
  private func sample(_ text: String) -> String {
    text.replacing("test-connect-", with: "docker-connect-").replacing("test-connect", with: "compose-connect-group")
  }

  private let begins =
    "Connect would begin without connectors: those that run are known to group and topics of other names"

  @Test func `a Connect of other names would be without its connectors`() throws {
    try expect(
      connect("«connect»: "),
      after: deployment(connect("connect: "), edit: sample),
      gives: .error(
        "connect-changed",
        begins,
        help: "add `connect: {environment: {CONNECT_GROUP_ID: compose-connect-group, "
          + "CONNECT_CONFIG_STORAGE_TOPIC: docker-connect-configs, CONNECT_OFFSET_STORAGE_TOPIC: docker-connect-offsets, "
          + "CONNECT_STATUS_STORAGE_TOPIC: docker-connect-status}}` to `services`",
        notes: ["the names are set here"]
      )
    )
  }

  @Test func `only the names that change are told, in quotes where YAML needs them`() throws {
    try expect(
      connect("«connect»: "),
      after: deployment(connect("connect: {environment: {CONNECT_GROUP_ID: 'a: b'}}")),
      gives: .error(
        "connect-changed",
        begins,
        help: "add `connect: {environment: {CONNECT_GROUP_ID: 'a: b'}}` to `services`",
        notes: ["the names are set here"]
      )
    )
  }

  @Test func `with the lines of the help nothing is found`() throws {
    let names =
      "CONNECT_GROUP_ID: compose-connect-group, CONNECT_CONFIG_STORAGE_TOPIC: docker-connect-configs, "
      + "CONNECT_OFFSET_STORAGE_TOPIC: docker-connect-offsets, CONNECT_STATUS_STORAGE_TOPIC: docker-connect-status"
    try expect(
      connect("connect: {environment: {\(names)}}"),
      after: deployment(connect("connect: "), edit: sample)
    )
  }

  @Test func `another image of Connect may lack the connectors of the one before`() throws {
    let image = "cnfldemos/kafka-connect-datagen:0.6.4-7.6.0"
    try expect(
      connect("«connect»: "),
      after: deployment(connect("connect: {image: '\(image)'}")),
      gives: .warning(
        "connect-image-changed",
        "Connect would run `confluentinc/cp-kafka-connect:8.3.0` instead of `\(image)`, which may have connectors that the other "
          + "hasn't",
        help: "write `connect: {image: '\(image)'}` to keep it, or put the connectors into /data/connect-plugins"
      )
    )
    try expect(
      connect("connect: {image: 'mirror.example/cp-kafka-connect:8.3.0'}"),
      after: deployment(connect("connect: "))
    )
  }
}

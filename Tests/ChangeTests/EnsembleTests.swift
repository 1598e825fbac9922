import Findings
import Cluster
import Change
import TestSupport
import Testing

/// What is found when the servers of a ZooKeeper ensemble change.
///
/// The steps were taken with real servers of 3.4.14, 3.5.9 and 3.8.4, and so were the orders that they warn of.
@Suite struct EnsembleTests {
  private func placed(_ on: String, _ identity: String = "fixed") -> String {
    """
    cluster: test
    release: 7.9.8
    nodes: {count: 9, host: 'kafka-{id}.example.internal', zones: [eu-west-1a]}
    services: {broker: {}, zookeeper: {on: [\(on)]}}
    network: {vpc: vpc-0123456789abcdef0, subnets: {eu-west-1a: subnet-0123456789abcdef0}, clients: [10.0.0.0/16]}
    delivery: [terraform]
    identity: \(identity)
    """
  }

  /// What is found when servers on these nodes follow those; the last of the nodes before may be gone or unreadable.
  private func check(
    _ old: String,
    to new: String,
    without gone: [Int] = [],
    unknown: [Int] = [],
    identity: String = "fixed"
  ) throws -> [Diagnostic] {
    let after = try cluster(placed(new, identity))
    let nodes = try ChangeTests.nodes(of: cluster(placed(old)))
    var diagnostics = Diagnostics()
    ChangeCheck.check(
      from: Deployment(
        folder: "output/test",
        nodes: nodes.filter { !(gone + unknown).contains($0.id) },
        unknown: unknown,
        hasVolumeIdentity: after.hasVolumeIdentity,
        claimsVolumes: nil,
        givenID: nil
      ),
      to: try ChangeTests.nodes(of: after),
      of: after,
      into: &diagnostics
    )
    return diagnostics.all.filter { $0.id != "added-node" }
  }

  private func steps(_ findings: [Diagnostic]) -> [String] {
    findings.count == 1 ? findings[0].notes.map { String($0.message.trimmingPrefix(#/step \d+: /#)) } : []
  }

  private static let ask =
    "ask each server how it is, here and below, with docker exec zookeeper bash -c 'exec 3<>/dev/tcp/localhost/2181; "
    + "echo srvr >&3; grep Mode <&3'; go on when "
  private static let all = "one server says `Mode: leader` and all others `Mode: follower`"
  private static let first = ask + all
  private static let last = "give the one that is left, the leader, its new files"

  private func bring(_ broker: Int) -> String {
    "give broker \(broker) its new files, and wait until it says `Mode: follower`"
  }

  private func leave(_ broker: Int) -> String {
    "give broker \(broker) its new files, which have no server \(broker), and wait until of the other servers \(Self.all)"
  }

  private func roll(_ brokers: String, _ end: String = "") -> String {
    "of brokers \(brokers) give the followers their new files, one after the other, and wait each time until it says "
      + "`Mode: follower` again\(end)"
  }

  @Test func `new servers are followers before an old one gets the new list, and the leader is the last`() throws {
    let found = try check("1, 2, 3", to: "1, 2, 3, 4, 5")
    #expect(found.map(\.id) == ["ensemble-changed"] && found[0].severity == .warning)
    #expect(found[0].message == "the ZooKeeper ensemble goes from 3 servers to 5, of which 3 were in it before")
    #expect(found[0].mark?.line == 4)
    #expect(
      found[0].help
        == "take these steps in this order, or there may be two ensembles, each with a part of the data; or add one server at a "
        + "time, which is safe even if one fails meanwhile: write `zookeeper: {on: [1, 2, 3, 4]}` under `services` first"
    )
    #expect(
      steps(found) == [
        Self.first, bring(4), bring(5),
        roll("1, 2 and 3", "; if the leader fails meanwhile, it must not start again with its old files"), Self.last,
      ]
    )
  }

  @Test func `one server more has a majority in common with those before, whatever fails`() throws {
    let found = try check("1, 2, 3", to: "1, 2, 3, 4")
    #expect(
      found.first?.help == "take these steps in this order, or there may be two ensembles, each with a part of the data"
    )
    #expect(steps(found) == [Self.first, bring(4), roll("1, 2 and 3"), Self.last])
  }

  @Test func `servers leave before the others forget them, the last first`() throws {
    #expect(
      try steps(check("1, 2, 3, 4, 5", to: "1, 2, 3")) == [
        Self.first, leave(5), leave(4), roll("1, 2 and 3", "; ZooKeeper stands still while one of them is away"),
        Self.last,
      ]
    )
    #expect(
      try steps(check("1, 2, 3, 4, 5", to: "1, 2, 3, 4")) == [Self.first, leave(5), roll("1, 2, 3 and 4"), Self.last]
    )
  }

  @Test func `a server moves by leaving its old node first, since two of one id would be two ensembles`() throws {
    #expect(try steps(check("1, 2, 3", to: "1, 2, 4")) == [Self.first, leave(3), bring(4), roll("1 and 2"), Self.last])
  }

  @Test func `two servers move one after the other`() throws {
    let found = try check("1, 2, 3, 4, 5", to: "1, 2, 3, 6, 7")
    #expect(steps(found) == [Self.first, leave(4), bring(6), leave(5), bring(7), roll("1, 2 and 3"), Self.last])
  }

  @Test func `a server whose folder is gone counts, since the others still know it`() throws {
    #expect(
      try steps(check("1, 2, 3", to: "1, 2, 4", without: [3])) == [
        Self.first, "see that server 3 is gone for good with its node, and wait until of the other servers \(Self.all)",
        bring(4), roll("1 and 2"), Self.last,
      ]
    )
  }

  @Test func `a node whose file can't be read is taken to stay`() throws {
    #expect(try check("1, 2, 3", to: "1, 2, 3", unknown: [3]).isEmpty)
    #expect(
      try steps(check("1, 2, 3", to: "1, 2, 3, 4", unknown: [3])) == [
        Self.first, bring(4), roll("1, 2 and 3"), Self.last,
      ]
    )
  }

  @Test func `a server by itself becomes two, and two become one`() throws {
    #expect(
      try steps(check("1", to: "1, 2")) == [
        Self.ask + "it says `Mode: standalone`", "give broker 2 its new files, which says nothing yet",
        "give broker 1 its new files, and wait until \(Self.all)",
      ]
    )
    #expect(
      try steps(check("1, 2", to: "1")) == [
        Self.first, "give broker 2 its new files, which have no server 2; ZooKeeper stands still from here to the end",
        "give broker 1 its new files, and wait until it says `Mode: standalone`",
      ]
    )
  }

  @Test(arguments: [
    ("1", "1, 2, 3", "from 1 server to 3, of which 1 was in it before: a majority would know nothing", "1, 2"),
    (
      "1, 2, 3", "1", "from 3 servers to 1, of which 1 was in it before: the majority that knows all would be gone",
      "1, 2"
    ),
    (
      "1, 2, 3, 4, 5", "1, 2",
      "from 5 servers to 2, of which 2 were in it before: the majority that knows all would be gone", "1, 2, 3, 4"
    ),
    (
      "1, 2, 3", "1, 2, 3, 4, 5, 6, 7",
      "from 3 servers to 7, of which 3 were in it before: a majority would know nothing",
      "1, 2, 3, 4"
    ),
    ("1, 2, 3", "1, 4, 5", "from 3 servers to 3, of which 1 was in it before: a majority would know nothing", nil),
    (
      "1, 2, 3", "1, 2, 4, 5",
      "from 3 servers to 4, of which 2 were in it before: servers can't change their nodes and their number at once",
      nil
    ),
    (
      "1, 2, 3, 4, 5", "1, 2, 3, 6",
      "from 5 servers to 4, of which 3 were in it before: servers can't change their nodes and their number at once",
      nil
    ),
  ])
  func `what no order makes safe is refused`(old: String, new: String, message: String, next: String?) throws {
    let found = try check(old, to: new)
    #expect(found.map(\.message) == ["the ZooKeeper ensemble goes " + message] && found[0].severity == .error)
    #expect(
      found.first?.help == "write `zookeeper: {on: [\(old)]}` under `services`, or change fewer servers at a time"
        + (next.map { ", next `on: [\($0)]`" } ?? "")
    )
  }

  @Test func `an instance refresh takes no heed of the order`() throws {
    let found = try check("1, 2, 3", to: "1, 2, 3, 4", identity: "volume").filter { $0.id == "ensemble-changed" }
    #expect(found.first?.help?.hasSuffix("; an instance refresh has an order of its own") == true, "\(found)")
  }
}

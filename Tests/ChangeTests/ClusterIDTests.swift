import Findings
import Cluster
import Change
import TestSupport
import Testing

/// What is found when a cluster that is there would get another id.
@Suite struct ClusterIDTests {
  private static let id = "q1Sh-9_ISia_zwGINzRvyQ"
  private static let kraft = "cluster: «test»\nrelease: 8.3.0\nnodes: {count: 1, host: kafka.example.com}\n"
  private static let zooKeeper = kraft.replacing("8.3.0", with: "7.9.8") + "services: [zookeeper, broker]\n"

  private func check(_ old: String, claims: Bool? = false, becomes new: String) throws -> [Finding] {
    let before = try cluster(MarkedText(old).text)
    let after = try cluster(MarkedText(new).text)
    var diagnostics = Diagnostics()
    ChangeCheck.check(
      from: Deployment(
        folder: "output/test",
        nodes: try nodes(of: before),
        unknown: [],
        hasVolumeIdentity: false,
        claimsVolumes: claims,
        givenID: claims == nil ? nil : before.givenID
      ),
      to: try nodes(of: after),
      of: after,
      into: &diagnostics
    )
    return diagnostics.findings.filter { $0.id != "claim-changed" }.map(\.withBareNotes)
  }

  private func expect(
    _ old: String,
    claims: Bool? = false,
    becomes new: String,
    gives expected: Finding...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try check(old, claims: claims, becomes: new)
        == MarkedText(new).findings(expected).map(\.withBareNotes),
      sourceLocation: sourceLocation
    )
  }

  private func with(_ id: String, _ profile: String) -> String {
    profile.replacing("«test»", with: "test") + "cluster_id: «\(id)»\n"
  }

  private func error(_ message: String, _ help: String, notes: [String] = []) -> Finding {
    .error("cluster-id-changed", message, help: help, notes: notes)
  }

  @Test func `another name gives another cluster id, unless the profile has it`() throws {
    let own = Cluster.id(ofName: "test")
    #expect(try check(Self.kraft, becomes: Self.kraft).isEmpty)
    try expect(
      Self.kraft,
      becomes: with(Self.id, Self.kraft),
      gives: error(
        "the cluster id would be `\(Self.id)`, and the volumes are those of `\(own)`",
        "write `cluster_id: \(own)`",
        notes: ["the cluster id is set here"]
      )
    )
  }

  @Test func `volumes that are known by a KRaft cluster's id are not found without it`() throws {
    let own = Cluster.id(ofName: "test")
    try expect(
      with(own, Self.kraft),
      becomes: Self.kraft,
      gives: error(
        "the volumes are known by cluster id `\(own)`, and the nodes would look for those of a cluster without one",
        "write `cluster_id: \(own)`"
      )
    )
  }

  @Test func `a KRaft cluster's own id can be written down, since its data say it`() throws {
    let own = Cluster.id(ofName: "test")
    #expect(try check(Self.kraft, becomes: with(own, Self.kraft)).isEmpty)
  }

  @Test func `volumes that are claimed need the tag before`() throws {
    let own = Cluster.id(ofName: "test")
    try expect(
      Self.kraft,
      claims: true,
      becomes: with(own, Self.kraft),
      gives: .warning(
        "cluster-id-tag",
        "the nodes will claim only data volumes with the tag `kafka-cluster-id`",
        help:
          "Terraform and CloudFormation add it; otherwise: aws ec2 create-tags --tags Key=kafka-cluster-id,Value=\(own) "
          + "--resources VOLUME..."
      )
    )
  }

  @Test func `nothing tells a ZooKeeper cluster's volumes but their UUIDs, so it never gets an id`() throws {
    try expect(
      Self.zooKeeper,
      becomes: with(Self.id, Self.zooKeeper),
      gives: error(
        "the volumes are those of a cluster without `cluster_id`, and the nodes would look for those of `\(Self.id)`",
        "remove `cluster_id`, which only a new cluster can get; to begin anew without the data, move output/test away"
      )
    )
  }

  @Test func `a ZooKeeper cluster keeps the id it began with`() throws {
    let other = "AAAAAAAAAAAAAAAAAAAAAw"
    #expect(try check(with(Self.id, Self.zooKeeper), becomes: with(Self.id, Self.zooKeeper)).isEmpty)
    try expect(
      with(Self.id, Self.zooKeeper),
      becomes: with(other, Self.zooKeeper),
      gives: error(
        "the volumes are known by cluster id `\(Self.id)`, and the nodes would look for those of `\(other)`",
        "write `cluster_id: \(Self.id)`"
      )
    )
    try expect(
      with(Self.id, Self.zooKeeper),
      becomes: Self.zooKeeper,
      gives: error(
        "the volumes are known by cluster id `\(Self.id)`, and the nodes would look for those of a cluster without one",
        "write `cluster_id: \(Self.id)`"
      )
    )
  }

  @Test func `without the launch template nothing tells the id`() throws {
    #expect(try check(Self.zooKeeper, claims: nil, becomes: with(Self.id, Self.zooKeeper)).isEmpty)
  }
}

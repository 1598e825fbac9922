import Findings
import Text
import Catalog
import Cluster
import Profile
import Services

extension ChangeCheck {
  /// The id is on the volumes: in what Kafka wrote when it formatted its storage, and in their UUIDs, if the profile gives it.
  mutating func checkClusterID(from first: NodeFacts, to next: NodeFacts) {
    let mark = profile.clusterID?.mark ?? cluster.mark
    if let old = first.variable("CLUSTER_ID"), let new = next.variable("CLUSTER_ID"), old.text != new.text {
      diagnostics.error(
        "cluster-id-changed",
        "the cluster id would be \(quoted(new.text)), and the volumes are those of \(quoted(old.text))",
        at: mark,
        help: "write `cluster_id: \(old.text)`",
        notes: [Diagnostic.Note("the cluster id is set here", at: old.mark)]
      )
      return
    }
    // Without the launch template nothing tells what the volumes are known by.
    guard before.claimsVolumes != nil, before.givenID != cluster.givenID else { return }
    if let old = before.givenID {
      diagnostics.error(
        "cluster-id-changed",
        "the volumes are known by cluster id \(quoted(old)), and the nodes would look for those of "
          + (cluster.givenID.map { "\(quoted($0))" } ?? "a cluster without one"),
        at: mark,
        help: "write `cluster_id: \(old)`"
      )
    } else if let new = cluster.givenID, first.mode == .zookeeper {
      diagnostics.error(
        "cluster-id-changed",
        "the volumes are those of a cluster without `cluster_id`, and the nodes would look for those of \(quoted(new))",
        at: mark,
        help:
          "remove `cluster_id`, which only a new cluster can get; to begin anew without the data, move \(before.folder) away"
      )
    } else if let new = cluster.givenID, before.claimsVolumes == true {
      // Their data say the id, so the nodes know them; only the claim goes by tags.
      diagnostics.warning(
        "cluster-id-tag",
        "the nodes will claim only data volumes with the tag `kafka-cluster-id`",
        at: mark,
        help:
          "Terraform and CloudFormation add it; otherwise: aws ec2 create-tags --tags Key=kafka-cluster-id,Value=\(new) "
          + "--resources VOLUME..."
      )
    }
  }
}

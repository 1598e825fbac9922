import Findings
import Text
import Catalog
import Profile
import Services

/// How the memory of a node is shared.
extension Resolver {
  mutating func checkHeaps(_ cluster: Cluster) {
    // What is left of a profile with errors doesn't say what its nodes would run.
    if diagnostics.hasErrors { return }
    for node in cluster.nodes {
      let sum = cluster.heapSum(on: node)
      let limit = node.memory * Cluster.heapLimitPercent / 100
      guard sum > limit else { continue }
      diagnostics.error(
        "heaps-too-large",
        "the heaps of \(cluster.services(on: node).filter { $0.heap(on: node) != nil }.count) services take \(sum) MiB, and \(limit) MiB is the most on `\(node.instanceType.value)`, "
          + "so that the page cache has room",
        at: cluster.services(on: node).compactMap { $0.heap?.mark }.first ?? node.instanceType.mark
          ?? services.first?.name.mark,
        help: (cluster.smallestType(for: node).map { "use `\($0)`, the smallest of its family that has room" }
          ?? "use an instance with more memory") + ", run fewer services, or set smaller heaps"
      )
    }
  }
}

import Services

extension Cluster {
  /// The most that the heaps of a node may take of its memory, in percent: the rest is for the page cache, which Kafka
  /// serves its readers from, for what Java needs beside the heap, and for the system.
  package static let heapLimitPercent = 60

  /// The sum of the heaps on a node, in MiB.
  package func heapSum(on node: ClusterNode) -> Int {
    services(on: node).reduce(0) { $0 + ($1.heap(on: node) ?? 0) }
  }
}

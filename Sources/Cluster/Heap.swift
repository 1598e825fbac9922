package import Catalog

extension Service {
  /// The heap in MiB that its Java process gets on an instance with so much memory in MiB.
  ///
  /// A share of the memory within bounds: Kafka's own advice is at most 6 GiB for a broker and as much page cache as can
  /// be had (Kafka documentation, "Java Version" and "OS"); the lower bounds are what each starts with reliably.
  package func defaultHeap(memory: Int) -> Int {
    switch self {
    case .broker: min(max(memory / 8, 256), 6144)
    case .ksqlServer, .ksqldbServer, .connect: min(max(memory / 8, 512), 4096)
    case .zookeeper, .controller, .schemaRegistry: min(max(memory / 16, 256), 1024)
    case .restProxy: min(max(memory / 32, 256), 1024)
    case .kafkaManager, .kafkaUI: min(max(memory / 32, 256), 512)
    }
  }
}

extension Cluster {
  /// The most that the heaps of a node may take of its memory, in percent: the rest is for the page cache, which Kafka
  /// serves its readers from, for what Java needs beside the heap, and for the system.
  package static let heapLimitPercent = 60

  /// The sum of the heaps on a node, in MiB.
  package func heapSum(on node: ClusterNode) -> Int {
    services(on: node).reduce(0) { $0 + $1.heap(on: node) }
  }
}

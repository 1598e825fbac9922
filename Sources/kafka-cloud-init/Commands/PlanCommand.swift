import Arguments
import Bootstrap
import Cluster
import YAML

/// Prints a cluster at a glance.
enum PlanCommand {
  /// Its place in the table.
  static let command = Command(
    "plan",
    operand: .profile,
    "Show the cluster at a glance",
    details:
      "For every node: its id, zone, advertised listeners, services, heap against memory and user-data size.",
    options: [.json, .set]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    var run = Run(invocation)
    guard !run.hasErrors, let cluster = run.clusters.first else { return run.finish() }
    let script = Script(of: cluster, hasUpstreamFile: false)
    guard
      let made = Pipeline.launches(
        of: cluster,
        script: script,
        upstream: nil,
        isCompressed: false,
        into: &run.input.diagnostics
      )
    else { return run.finish() }
    let entries = made.flatMap { made in
      let compressed = made.compressedSize(in: cluster, script: script)
      return zip(made.launch.nodes, made.composeFiles).map { node, file in
        Plan.Entry(
          node: node,
          size: made.userData.document.count,
          compressed: compressed,
          otherPorts: file.otherPorts
        )
      }
    }
    let plan = Plan(cluster: cluster, entries: entries)
    if invocation.has(.json) { try writeOutput(plan.json.jsonBytes) } else { try printOutput(plan.text) }
    return run.finish()
  }
}

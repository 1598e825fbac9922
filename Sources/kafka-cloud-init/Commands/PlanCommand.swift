import Arguments
import Rendering
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
    guard !run.hasErrors, let rendering = run.rendering() else { return run.finish() }
    let plan = Plan(of: rendering)
    if invocation.has(.json) { try writeOutput(plan.json.jsonBytes) } else { try printOutput(plan.text) }
    return run.finish()
  }
}

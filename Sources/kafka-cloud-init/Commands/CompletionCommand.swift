import Arguments
import Cluster

/// Prints completion scripts, and what they and the build ask for.
enum CompletionCommand {
  /// Its place in the table.
  static let command = Command(
    "completion",
    operand: Operand("SHELL", .choice(Shell.allCases.map(\.rawValue)), "The shell"),
    "Print a completion script",
    details: "Completes commands, options, profile names, node ids and the keys of `--set`.",
    options: [.nodeIDs, .manualPage],
    rules: [.replacesOperand(.nodeIDs), .replacesOperand(.manualPage)],
    examples: [
      Example("completion bash > /etc/bash_completion.d/kafka-cloud-init", "For every user of bash"),
      Example("completion zsh > \"${fpath[1]}/_kafka-cloud-init\"", "For zsh, in the first folder of fpath"),
      Example("completion fish | source", "For fish, from ~/.config/fish/config.fish"),
    ]
  )

  static func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    if let profile = invocation.value(of: .nodeIDs) {
      var input = Input()
      let nodes = input.cluster(profile)?.nodes ?? []
      try printOutput(nodes.map { "\($0.id)\n" }.joined())
    } else if invocation.has(.manualPage) {
      try printOutput(Program.kafkaCloudInit.manualPage(date: Version.date))
    } else if let shell = invocation.operands.first.flatMap(Shell.init) {
      try printOutput(Program.kafkaCloudInit.completionScript(for: shell))
    }
    return .done
  }
}

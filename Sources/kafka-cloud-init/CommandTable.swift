import Arguments

extension Program {
  /// The program's command line.
  static let kafkaCloudInit = Program(
    name: "kafka-cloud-init",
    version: Version.number,
    summary: "Turn a short profile into the cloud-init user-data of every broker of a Kafka cluster",
    commands: Subcommand.allCases.map(\.command),
    options: [.color],
    exitCodes: [
      ExitCode(0, "Done"),
      ExitCode(1, "A bad profile, or `--check` or `diff` found a difference"),
      ExitCode(UsageError.exitCode, "Bad usage"),
      ExitCode(74, "A file could not be read or written"),
    ],
    examples: [
      Example("render prod", "Write the files of the cluster of `profiles/prod.yaml`"),
      Example("plan prod", "Look at it first"),
    ]
  )
}

/// The commands, in the order in which help lists them.
enum Subcommand: CaseIterable {
  case `init`, render, plan, check, compose, diff, catalog, schema, completion

  /// The command's place in the table.
  var command: Command {
    switch self {
    case .`init`: InitCommand.command
    case .render: RenderCommand.command
    case .plan: PlanCommand.command
    case .check: CheckCommand.command
    case .compose: ComposeCommand.command
    case .diff: DiffCommand.command
    case .catalog: CatalogCommand.command
    case .schema: SchemaCommand.command
    case .completion: CompletionCommand.command
    }
  }

  /// Does what the command is for.
  func run(_ invocation: Invocation) throws(FileError) -> ExitStatus {
    switch self {
    case .`init`: try InitCommand.run(invocation)
    case .render: try RenderCommand.run(invocation)
    case .plan: try PlanCommand.run(invocation)
    case .check: try CheckCommand.run(invocation)
    case .compose: try ComposeCommand.run(invocation)
    case .diff: try DiffCommand.run(invocation)
    case .catalog: try CatalogCommand.run(invocation)
    case .schema: try SchemaCommand.run(invocation)
    case .completion: try CompletionCommand.run(invocation)
    }
  }
}

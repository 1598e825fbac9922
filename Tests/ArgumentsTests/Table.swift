import Arguments

/// A table with one of each thing that a table can say.
let program = Program(
  name: "kafka-cloud-init",
  version: "1.2.3",
  summary: "Turn a short profile into user-data",
  details: "The same profile always gives the same bytes.\n\n.hidden files and `a\\b` are read as they are.",
  commands: [
    Command(
      "render",
      operand: Operand("PROFILE", .profile, count: .oneOrMore, "A file, or NAME for `profiles/NAME.yaml`"),
      "Write the files of every node",
      details: "Files are written to `DIR/CLUSTER/`.",
      options: [.output, .quiet, .node, .stdout, .encoding, .upstream, .set, .check],
      rules: [.needs(.node, .stdout), .excludes(.stdout, .check)],
      examples: [Example("render prod --node 2 --stdout", "The user-data of one node")]
    ),
    Command(
      "compose",
      operand: Operand("PROFILE", .profile, "A file, or NAME for `profiles/NAME.yaml`"),
      "Print the compose file of a node",
      options: [.node, Choice.delivery.option, .set],
      rules: [.required(.node)]
    ),
    Command("catalog", "List the releases known"),
    Command(
      "completion",
      operand: Operand("SHELL", .choice(["bash", "zsh", "fish"]), "The shell"),
      "Print a completion script",
      options: [.nodeIDs],
      rules: [.replacesOperand(.nodeIDs)]
    ),
  ],
  options: [.color],
  exitCodes: [ExitCode(0, "Done"), ExitCode(UsageError.exitCode, "Bad usage")],
  examples: [Example("render prod", "Write the files of `profiles/prod.yaml`")]
)

/// What may be delivered.
enum Form: String, CaseIterable {
  case launchTemplate = "launch-template"
  case terraform
  case cloudformation
}

extension Choice<Form> {
  static let delivery = Choice("delivery", values: "FORMS", "What to write")
}

extension Option {
  static let check = Option("check", "Write nothing, and fail when files differ")
  static let color = Option(
    "color",
    value: Value("WHEN", .choice(["auto", "always", "never"]), default: "auto"),
    "Colour the output"
  )
  static let encoding = Option(
    "encoding",
    value: Value("ENCODING", .choice(["plain", "gzip", "base64", "gzip+base64"])),
    "Encode the user-data"
  )
  static let node = Option("node", value: Value("ID", .node), "Take only the node with this id")
  static let nodeIDs = Option("node-ids", value: Value("PROFILE", .profile), "Print node ids", isHidden: true)
  static let output = Option("output", short: "o", value: Value("DIR", .directory, default: "output"), "Write into DIR")
  static let quiet = Option("quiet", short: "q", "Say nothing")
  static let set = Option(
    "set",
    value: Value("PATH=VALUE", .assignment(["cluster", "nodes.count", "nodes.host"])),
    "Set a value of the profile",
    isRepeatable: true
  )
  static let stdout = Option("stdout", "Print the user-data")
  static let upstream = Option(
    "upstream",
    value: Value("FILE", .file),
    "Start from this compose file instead of the catalog's own: [docker-compose.yml] of any release"
  )
}

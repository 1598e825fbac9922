import Arguments

extension Program {
  /// The program's command line.
  /// - Parameters:
  ///   - version: the version, without a leading `v`.
  ///   - keys: the dotted keys of a profile, which the completion scripts offer for `--set`.
  /// - Returns: the table.
  static func kafkaCloudInit(version: String, keys: [String]) -> Program {
    let set = Option.set(keys: keys)
    return Program(
      name: "kafka-cloud-init",
      version: version,
      summary: "Turn a short profile into the cloud-init user-data of every broker of a Kafka cluster",
      commands: [
        Command(
          "render",
          operand: .profiles,
          "Write the files of every node",
          details: """
            For each node of a profile, writes the user-data to paste into an EC2 launch template, its compose file and its \
            launch template to `DIR/CLUSTER/`. The same profile always gives the same bytes. What would destroy the cluster \
            whose files are there is refused; to begin anew, move that folder away.
            """,
          options: [.output, .node, .stdout, .encoding, .delivery, .upstream, set, .check],
          rules: [
            .needs(.node, .stdout), .excludes(.stdout, .output), .excludes(.stdout, .check),
          ],
          examples: [
            Example("render dev prod", "The files of two clusters, in `output/dev` and `output/prod`"),
            Example("render prod --node 2 --stdout", "The user-data of one node, to look at or to pipe"),
            Example("render prod --delivery terraform", "Also a Terraform module of the whole cluster"),
            Example("render prod --check", "In CI: fail when the files on disk are not what the profile gives"),
          ]
        ),
        Command(
          "plan",
          operand: .profile,
          "Show the cluster at a glance",
          details:
            "For every node: its id, zone, advertised listeners, services, heap against memory and user-data size.",
          options: [.json, set]
        ),
        Command(
          "check",
          operand: .profiles,
          "Find what is wrong with profiles, and write nothing",
          details: """
            Where `DIR/CLUSTER/` has files of an earlier run, also what lies between them and the profile: the steps from one \
            release to another, and what would destroy the cluster.
            """,
          options: [.output, .json, set]
        ),
        Command(
          "compose",
          operand: .profile,
          "Print the compose file of a node",
          options: [.node, .upstream, set],
          rules: [.required(.node)],
          examples: [Example("compose prod --node 2", "What the second broker runs")]
        ),
        Command(
          "diff",
          operand: .profile,
          "Show what render would change in the output folder",
          options: [.output, .delivery, .upstream, set]
        ),
        Command("catalog", "List the Confluent Platform releases known", options: [.json]),
        Command(
          "completion",
          operand: Operand("SHELL", .choice(["bash", "zsh", "fish"]), "The shell"),
          "Print a completion script",
          details: "Completes commands, options, profile names, node ids and the keys of `--set`.",
          options: [.nodeIDs, .manualPage],
          rules: [.replacesOperand(.nodeIDs), .replacesOperand(.manualPage)],
          examples: [
            Example("completion bash > /etc/bash_completion.d/kafka-cloud-init", "For every user of bash"),
            Example("completion zsh > \"${fpath[1]}/_kafka-cloud-init\"", "For zsh, in the first folder of fpath"),
            Example("completion fish | source", "For fish, from ~/.config/fish/config.fish"),
          ]
        ),
      ],
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
}

extension Operand {
  /// One profile.
  static let profile = Operand("PROFILE", .profile, profileSummary)

  /// One profile or more.
  static let profiles = Operand("PROFILE", .profile, count: .oneOrMore, profileSummary)

  private static let profileSummary = "A file, NAME for `profiles/NAME.yaml`, or `-` for standard input"
}

extension Option {
  /// Checks the files on disk.
  static let check = Option("check", "Write nothing; show how the files on disk differ, and fail if they do")

  /// When output is coloured.
  static let color = Option(
    "color",
    value: Value("WHEN", .choice(["auto", "always", "never"]), default: "auto"),
    "Colour the output"
  )

  /// What is written for a tool to apply.
  static let delivery = Option(
    "delivery",
    value: Value("FORMS", .text),
    "What to write, with commas: launch-template, autoscaling, terraform, cloudformation (default: the profile's)"
  )

  /// How user-data is encoded.
  static let encoding = Option(
    "encoding",
    value: Value("ENCODING", .choice(["plain", "gzip", "base64", "gzip+base64"])),
    "Form of the user-data (default: plain); a file above EC2's limit is gzip+base64"
  )

  /// Prints JSON.
  static let json = Option("json", "Print JSON")

  /// Asks for the manual page; the build does.
  static let manualPage = Option("manual-page", "Print the manual page", isHidden: true)

  /// The node meant.
  static let node = Option("node", value: Value("ID", .node), "Take only the node with this id")

  /// Asks for the ids of a profile's nodes, one a line; the completion scripts do.
  static let nodeIDs = Option("node-ids", value: Value("PROFILE", .profile), "Print node ids", isHidden: true)

  /// The output folder.
  static let output = Option("output", short: "o", value: Value("DIR", .directory, default: "output"), "Output folder")

  /// Overrides profile values.
  static func set(keys: [String]) -> Option {
    Option(
      "set",
      value: Value("PATH=VALUE", .assignment(keys)),
      "Set the profile's value at the dotted PATH",
      isRepeatable: true
    )
  }

  /// Prints user-data.
  static let stdout = Option("stdout", "Print the user-data of the one node instead of writing files")

  /// The compose file to start from.
  static let upstream = Option(
    "upstream",
    value: Value("FILE", .file),
    "Start from this compose file, of cp-all-in-one or your own, instead of the catalog's own"
  )
}

import Arguments
import Bootstrap
import Profile

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
  static let color = Choice.color.option

  /// What is written for a tool to apply.
  static let delivery = Choice.delivery.option

  /// How user-data is encoded.
  static let encoding = Choice.encoding.option

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
  static let set = Option(
    "set",
    value: Value("PATH=VALUE", .assignment(Schema.concretePaths)),
    "Set the profile's value at the dotted PATH",
    isRepeatable: true
  )

  /// Prints user-data.
  static let stdout = Option("stdout", "Print the user-data of the one node instead of writing files")

  /// The compose file to start from.
  static let upstream = Option(
    "upstream",
    value: Value("FILE", .file),
    "Start from this compose file instead of the catalog's own"
  )
}

/// When output is coloured.
enum ColorChoice: String, CaseIterable {
  /// On a terminal.
  case auto
  /// Also into files and pipes.
  case always
  /// Nowhere.
  case never
}

extension Choice<ColorChoice> {
  /// When output is coloured.
  static let color = Choice("color", value: "WHEN", default: .auto, "Colour the output")
}

extension Choice<Profile.Delivery.Form> {
  /// What is written for a tool to apply.
  static let delivery = Choice("delivery", values: "FORMS", "What to write, instead of what the profile says")
}

extension Choice<Encoding> {
  /// How user-data is encoded.
  static let encoding = Choice(
    "encoding",
    value: "ENCODING",
    "Form of the user-data; without it plain, and gzip+base64 above EC2's limit"
  )
}

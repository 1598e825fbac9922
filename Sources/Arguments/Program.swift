/// A program's command line, as one table: the parser, the help, the completion scripts and the manual page derive from it.
package struct Program: Sendable {
  /// The name that people type.
  package let name: String
  /// The version, without a leading `v`.
  package let version: String
  /// What the program does, in one line without a full stop.
  package let summary: String
  /// Paragraphs about the whole program, separated by an empty line; names and literals in backquotes.
  package let details: String
  /// The commands, in the order in which help lists them; `help` is added as the last.
  package let commands: [Command]
  /// The options of every command; `--help` and `--version` are added as the last.
  package let options: [Option]
  /// The exit codes of every command.
  package let exitCodes: [ExitCode]
  /// Examples of the whole program.
  package let examples: [Example]

  /// Makes a program.
  package init(
    name: String,
    version: String,
    summary: String,
    details: String = "",
    commands: [Command],
    options: [Option] = [],
    exitCodes: [ExitCode] = [],
    examples: [Example] = []
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.details = details
    let help = Operand(
      "COMMAND",
      .choice(commands.map(\.name)),
      count: .optional,
      "The command; all commands when there is none"
    )
    self.commands = commands + [Command("help", operand: help, "Print the help of the program or of a command")]
    self.options = options + [.help, .version]
    self.exitCodes = exitCodes
    self.examples = examples
  }

  /// The command of that name.
  func command(named name: String) -> Command? { commands.first { $0.name == name } }

  /// The options that may be given with a command, hidden ones included; before the command only those of the program.
  func options(of command: Command?) -> [Option] { (command?.options ?? []) + options }
}

/// A command of a program.
package struct Command: Sendable, Equatable {
  /// Its name on the command line.
  package let name: String
  /// What it takes besides options, if anything.
  package let operand: Operand?
  /// What it does, in one line without a full stop.
  package let summary: String
  /// Further paragraphs, separated by an empty line.
  package let details: String
  /// Its own options.
  package let options: [Option]
  /// How its options depend on one another.
  package let rules: [Rule]
  /// Examples.
  package let examples: [Example]

  /// Makes a command.
  package init(
    _ name: String,
    operand: Operand? = nil,
    _ summary: String,
    details: String = "",
    options: [Option] = [],
    rules: [Rule] = [],
    examples: [Example] = []
  ) {
    self.name = name
    self.operand = operand
    self.summary = summary
    self.details = details
    self.options = options
    self.rules = rules
    self.examples = examples
  }
}

/// How an option of a command depends on another argument.
package enum Rule: Sendable, Equatable {
  /// The option must be given.
  case required(Option)
  /// The first option has no meaning without the second.
  case needs(Option, Option)
  /// The two can't be given together.
  case excludes(Option, Option)
  /// The command takes no operand when this option is given.
  case replacesOperand(Option)
}

/// An option: a flag, or a name with a value.
package struct Option: Sendable, Equatable {
  /// The value of an option.
  package struct Value: Sendable, Equatable {
    /// What help calls it, in upper case.
    package let name: String
    /// What it may be.
    package let kind: Kind
    /// What holds when the option is not given.
    package let `default`: String?

    /// Makes a value.
    package init(_ name: String, _ kind: Kind = .text, default: String? = nil) {
      self.name = name
      self.kind = kind
      self.default = `default`
    }
  }

  /// The long name, without its dashes.
  package let name: String
  /// The letter of the short form, if it has one.
  package let short: Character?
  /// The value; nil for a flag.
  package let value: Value?
  /// What it does, in one line without a full stop.
  package let summary: String
  /// Whether it may be given more than once.
  package let isRepeatable: Bool
  /// Whether it is left out of all that people read.
  package let isHidden: Bool

  /// Makes an option.
  package init(
    _ name: String,
    short: Character? = nil,
    value: Value? = nil,
    _ summary: String,
    isRepeatable: Bool = false,
    isHidden: Bool = false
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.summary = summary
    self.isRepeatable = isRepeatable
    self.isHidden = isHidden
  }

  /// The option's long form, as written.
  var dashed: String { "--\(name)" }

  /// The option with its value, as in a usage line.
  var usage: String { value.map { "\(dashed) \($0.name)" } ?? dashed }

  /// Prints help; every program has it.
  static let help = Option("help", short: "h", "Print help")

  /// Prints the version; every program has it.
  static let version = Option("version", "Print the version")
}

/// What a command takes besides options.
package struct Operand: Sendable, Equatable {
  /// How many.
  package enum Count: Sendable {
    /// None or one.
    case optional
    /// Exactly one.
    case one
    /// One or more.
    case oneOrMore
  }

  /// What help calls it, in upper case.
  package let name: String
  /// What it may be.
  package let kind: Kind
  /// How many.
  package let count: Count
  /// What it is, in one line without a full stop.
  package let summary: String

  /// Makes an operand.
  package init(_ name: String, _ kind: Kind = .text, count: Count = .one, _ summary: String) {
    self.name = name
    self.kind = kind
    self.count = count
    self.summary = summary
  }

  /// The operand with its count, as in a usage line.
  var usage: String {
    switch count {
    case .optional: "[\(name)]"
    case .one: name
    case .oneOrMore: "\(name)..."
    }
  }
}

/// What a value may be: the parser checks the choices, the completion scripts offer each kind in its own way.
package enum Kind: Sendable, Equatable {
  /// Anything; nothing is offered.
  case text
  /// A file.
  case file
  /// A folder.
  case directory
  /// One of these.
  case choice([String])
  /// One of these or several, with commas between.
  case choices([String])
  /// A profile: the NAME of a `profiles/NAME.yaml`, or a `.yaml` file.
  case profile
  /// The id of a node of the profile that the command line names; the script asks `completion --node-ids PROFILE`.
  case node
  /// `KEY=VALUE`, with one of these keys.
  case assignment([String])
}

/// An exit code and what it says.
package struct ExitCode: Sendable {
  /// The code.
  package let code: Int32
  /// What it says, in one line without a full stop.
  package let meaning: String

  /// Makes an exit code.
  package init(_ code: Int32, _ meaning: String) {
    self.code = code
    self.meaning = meaning
  }
}

/// An example of use.
package struct Example: Sendable, Equatable {
  /// The arguments, without the program's name.
  package let arguments: String
  /// What it does, in one line without a full stop.
  package let summary: String

  /// Makes an example.
  package init(_ arguments: String, _ summary: String) {
    self.arguments = arguments
    self.summary = summary
  }
}

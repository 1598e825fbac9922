import Text

/// What a command line asks for.
package enum Request: Sendable, Equatable {
  /// The help of a command, or of the whole program.
  case help(Command?)
  /// The version.
  case version
  /// To run a command.
  case run(Invocation)
}

/// A command with its arguments, which keep to the table.
package struct Invocation: Sendable, Equatable {
  /// The command's place in the table.
  package let place: Int
  /// The operands, in order; `-` stands for standard input or output.
  package let operands: [String]
  /// The values of the options given, by name; a flag has one that is empty.
  fileprivate let values: [String: [String]]

  /// Whether the option was given.
  package func has(_ option: Option) -> Bool { values[option.name] != nil }

  /// The value given for the option, or else its default.
  package func value(of option: Option) -> String? { values[option.name]?.last ?? option.value?.default }

  /// All values given for a repeatable option, in order.
  package func values(of option: Option) -> [String] { values[option.name] ?? [] }
}

extension Program {
  /// Reads the arguments that follow the program's name, by GNU's and POSIX's conventions.
  ///
  /// Options may stand anywhere until `--`, but those of a command after it. Two things are stricter than in getopt: an
  /// option is never abbreviated, and a value that begins with a dash is only taken as `--name=-value`, so that a forgotten
  /// value doesn't swallow the next option. `--help` and `--version` win over whatever follows them.
  /// - Throws: `UsageError` for the first thing that doesn't keep to the table.
  package func parse(_ arguments: [String]) throws(UsageError) -> Request {
    var parser = Parser(program: self, rest: arguments[...])
    return try parser.parse()
  }
}

private struct Parser {
  let program: Program
  var rest: ArraySlice<String>
  var command: Command?
  var operands: [String] = []
  var values: [String: [String]] = [:]

  init(program: Program, rest: ArraySlice<String>) {
    self.program = program
    self.rest = rest
  }

  mutating func parse() throws(UsageError) -> Request {
    var optionsEnded = false
    while let argument = rest.popFirst() {
      if optionsEnded || !argument.begins(with: "-") || argument == "-" {
        try takeWord(argument)
      } else if argument == "--" {
        optionsEnded = true
      } else if argument.begins(with: "--") {
        try takeLong(argument)
      } else {
        try takeShort(argument)
      }
      if values[Option.help.name] != nil { return .help(command) }
      if values[Option.version.name] != nil { return .version }
    }
    guard let command, let place = program.commands.firstIndex(of: command) else { throw error(.missingCommand) }
    try checkOperands(of: command)
    for rule in command.rules { try check(rule) }
    if command.name == "help" { return .help(operands.first.flatMap(program.command(named:))) }
    return .run(Invocation(place: place, operands: operands, values: values))
  }

  private func error(_ problem: UsageError.Problem) -> UsageError { UsageError(problem, in: command) }

  private mutating func takeWord(_ word: String) throws(UsageError) {
    if command != nil {
      operands.append(word)
    } else if let found = program.command(named: word) {
      command = found
    } else {
      throw error(.unknownCommand(word))
    }
  }

  private mutating func takeLong(_ argument: String) throws(UsageError) {
    let parts = argument.split(at: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = program.options(of: command).first(where: { $0.dashed == parts[0] }) else {
      throw error(.unknownOption(parts[0], argument: parts[0]))
    }
    try take(option, attached: parts.count > 1 ? parts[1] : nil)
  }

  private mutating func takeShort(_ argument: String) throws(UsageError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = program.options(of: command).first(where: { $0.short == letter }) else {
        throw error(.unknownOption("-\(letter)", argument: argument))
      }
      let value = option.value == nil || letters.isEmpty ? nil : String(letters)
      try take(option, attached: value)
      if value != nil { return }
    }
  }

  private mutating func take(_ option: Option, attached: String?) throws(UsageError) {
    var text = attached
    if let value = option.value {
      if text == nil, let next = rest.first, next == "-" || !next.begins(with: "-") {
        text = rest.removeFirst()
      }
      // An empty value is nearly always a variable that a script didn't set.
      guard let text, !text.isEmpty else { throw error(.missingValue(option)) }
      try check(text, as: value.kind, of: option.dashed)
    } else if attached != nil {
      throw error(.unexpectedValue(option))
    }
    guard option.isRepeatable || values[option.name] == nil else { throw error(.repeated(option)) }
    values[option.name, default: []].append(text ?? "")
  }

  private func check(_ text: String, as kind: Kind, of owner: String) throws(UsageError) {
    let (items, choices) =
      switch kind {
      case .choice(let choices): ([text], choices)
      case .choices(let choices): (items(of: text), choices)
      case .text, .file, .directory, .profile, .node, .assignment: ([String](), [String]())
      }
    for item in items where !choices.contains(item) {
      throw error(.invalidValue(item, of: owner, choices: choices))
    }
  }

  private func checkOperands(of command: Command) throws(UsageError) {
    let isReplaced = command.rules.contains {
      if case .replacesOperand(let option) = $0 { values[option.name] != nil } else { false }
    }
    guard let operand = command.operand, !isReplaced else {
      if let first = operands.first { throw error(.extraOperand(first)) }
      return
    }
    if operands.isEmpty && operand.count != .optional { throw error(.missingOperand(operand)) }
    if operands.count > 1 && operand.count != .oneOrMore { throw error(.extraOperand(operands[1])) }
    for text in operands { try check(text, as: operand.kind, of: operand.name) }
  }

  private func check(_ rule: Rule) throws(UsageError) {
    func has(_ option: Option) -> Bool { values[option.name] != nil }
    switch rule {
    case .required(let option):
      if !has(option) { throw error(.required(option)) }
    case .needs(let option, let other):
      if has(option) && !has(other) { throw error(.needs(option, other)) }
    case .excludes(let option, let other):
      if has(option) && has(other) { throw error(.excludes(option, other)) }
    case .replacesOperand: break
    }
  }
}

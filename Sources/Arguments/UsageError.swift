package import Findings
import Text

/// Arguments that don't keep to the table; `Program.diagnostic(for:)` has its words.
package struct UsageError: Error, Sendable, Equatable {
  /// What is wrong.
  package enum Problem: Sendable, Equatable {
    /// There is no command.
    case missingCommand
    /// No command has this name.
    case unknownCommand(String)
    /// No option has this name; the argument is the one that it stands in.
    case unknownOption(String, argument: String)
    /// The value of the option is missing or empty.
    case missingValue(Option)
    /// A flag was given a value.
    case unexpectedValue(Option)
    /// The value isn't one of the choices of an option or operand.
    case invalidValue(String, of: String, choices: [String])
    /// The option was given more than once.
    case repeated(Option)
    /// The option was not given.
    case required(Option)
    /// The first option was given without the second.
    case needs(Option, Option)
    /// The two were given together.
    case excludes(Option, Option)
    /// The operand is missing.
    case missingOperand(Operand)
    /// There is one operand too many.
    case extraOperand(String)
  }

  /// The exit code of usage errors, EX_USAGE of sysexits.h.
  package static let exitCode: Int32 = 64

  /// What is wrong.
  package let problem: Problem
  /// The command that it is about; nil before one was named.
  package let command: Command?

  /// Makes an error.
  init(_ problem: Problem, in command: Command?) {
    self.problem = problem
    self.command = command
  }
}

extension Program {
  /// The words for a usage error: one line, and a line of help.
  package func diagnostic(for error: UsageError) -> Diagnostic {
    let manual = "see `\(([name, error.command?.name].compactMap { $0 } + ["--help"]).joined(separator: " "))`"
    let (message, help): (String, String?) =
      switch error.problem {
      case .missingCommand:
        ("a command is missing", nil)
      case .unknownCommand(let word):
        ("unknown command `\(word)`", suggestion(for: word, among: commands.map(\.name)))
      case .unknownOption(let option, let argument):
        (
          "unknown option `\(option)`" + (option == argument ? "" : " in `\(argument)`"),
          suggestion(
            for: String(Substring(argument.utf8.drop { $0 == UInt8(ascii: "-") })),
            among: options(of: error.command).filter { !$0.isHidden }.map(\.name),
            prefix: "--"
          )
        )
      case .missingValue(let option):
        (
          "option `\(option.dashed)` needs a value",
          "write `\(option.usage)`, or `\(option.usage.putting("=", for: " "))` if it begins with a dash"
        )
      case .unexpectedValue(let option):
        ("option `\(option.dashed)` takes no value", nil)
      case .invalidValue(let value, let owner, let choices):
        (
          "`\(value)` is not a value of `\(owner)`, which is \(listed(choices, "or"))",
          suggestion(for: value, among: choices)
        )
      case .repeated(let option):
        ("option `\(option.dashed)` is given more than once", "leave all but one of them out")
      case .required(let option):
        ("option `\(option.dashed)` is missing", "add `\(option.usage)`")
      case .needs(let option, let other):
        ("option `\(option.dashed)` needs `\(other.dashed)`", "add `\(other.usage)`")
      case .excludes(let option, let other):
        ("options `\(option.dashed)` and `\(other.dashed)` exclude each other", "leave one of them out")
      case .missingOperand(let operand):
        ("operand \(operand.name) is missing", nil)
      case .extraOperand(let word):
        ("unexpected operand `\(word)`", nil)
      }
    return Diagnostic(.error, "usage", message, at: nil, help: help ?? manual)
  }

  /// Names what was meant: the nearest name, or the only one that the word abbreviates.
  private func suggestion(for word: String, among names: [String], prefix: String = "") -> String? {
    let longer = names.filter { !word.isEmpty && $0.begins(with: word) }
    let meant = nearest(to: word, in: names) ?? (longer.count == 1 ? longer.first : nil)
    return meant.map { "did you mean `\(prefix)\($0)`?" }
  }
}

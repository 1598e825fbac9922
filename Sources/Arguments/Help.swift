import Text

extension Program {
  /// The text of `--help`, wrapped at 80 columns, with a line feed at its end.
  /// - Parameter command: the command; nil for the whole program.
  /// - Returns: the text.
  package func help(for command: Command?) -> String {
    var sections = ["Usage: \(usage(of: command))", wrapped(command?.summary ?? summary, width: helpWidth)]
    sections += paragraphs(command?.details ?? details).map { wrapped($0, width: helpWidth) }
    if let operand = command?.operand {
      sections.append(section("Operands", [(operand.name, operand.description)]))
    }
    if command == nil {
      sections.append(section("Commands", commands.map { ($0.name, $0.summary) }))
    }
    let own = command?.visibleOptions ?? []
    if !own.isEmpty {
      sections.append(section("Options", own.map { ($0.label, description(of: $0, in: command)) }))
    }
    sections.append(
      section(
        command == nil ? "Options" : "Global options",
        options.map { ($0.label, description(of: $0, in: command)) }
      )
    )
    if !exitCodes.isEmpty {
      sections.append(section("Exit codes", exitCodes.map { (String($0.code), $0.meaning) }))
    }
    let examples = command?.examples ?? examples
    if !examples.isEmpty {
      sections.append(
        "Examples:\n"
          + examples.map { "  # \($0.summary)\n  \(name) \($0.arguments)" }.joined(separator: "\n")
      )
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The usage line of a command, or of the program.
  func usage(of command: Command?) -> String {
    guard let command else { return "\(name) COMMAND [OPTION]..." }
    let required = command.rules.compactMap { if case .required(let option) = $0 { option.usage } else { nil } }
    return ([name, command.name, command.operand?.usage].compactMap { $0 } + required + ["[OPTION]..."])
      .joined(separator: " ")
  }

  /// What an option does in a command, with what the table says about its value and its company.
  func description(of option: Option, in command: Command?) -> String {
    var notes: [String] = []
    switch option.value?.kind {
    case .choice(let choices): notes.append(listed(choices, "or"))
    case .choices(let choices): notes.append("\(choices.joined(separator: ", ")); several with commas")
    default: break
    }
    if let fallback = option.value?.default { notes.append("default: \(fallback)") }
    if option.isRepeatable { notes.append("repeatable") }
    for rule in command?.rules ?? [] {
      switch rule {
      case .required(option): notes.append("required")
      case .needs(option, let other): notes.append("needs `\(other.dashed)`")
      case .excludes(option, let other), .excludes(let other, option): notes.append("not with `\(other.dashed)`")
      default: break
      }
    }
    return notes.isEmpty ? option.summary : "\(option.summary) (\(notes.joined(separator: "; ")))"
  }
}

extension Command {
  /// The options that people are told about.
  var visibleOptions: [Option] { options.filter { !$0.isHidden } }
}

extension Operand {
  /// What the operand is, with its choices.
  var description: String {
    if case .choice(let choices) = kind { "\(summary) (\(listed(choices, "or")))" } else { summary }
  }
}

extension Option {
  /// Both forms of the option and its value, the long forms below one another.
  fileprivate var label: String { (short.map { "-\($0), " } ?? "    ") + usage }
}

private let helpWidth = 80

/// The paragraphs of a text that separates them by empty lines.
func paragraphs(_ text: String) -> [String] {
  text.split(at: "\n\n").map(String.init)
}

private func section(_ title: String, _ rows: [(label: String, text: String)]) -> String {
  let column = 2 + min(rows.map(\.label.count).max() ?? 0, 24) + 2
  let lines = rows.map { row in
    let label = "  " + row.label
    // A label that leaves no gap stands on a line of its own.
    let gap =
      label.count + 2 > column
      ? "\n" + String(repeating: " ", count: column)
      : String(repeating: " ", count: column - label.count)
    return label + gap + wrapped(row.text, width: helpWidth - column, indentation: column)
  }
  return "\(title):\n" + lines.joined(separator: "\n")
}

private func wrapped(_ text: String, width: Int, indentation: Int = 0) -> String {
  var lines: [String] = []
  for word in text.putting(" ", for: "\n").split(at: " ") {
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines.joined(separator: "\n" + String(repeating: " ", count: indentation))
}

import Text

extension Program {
  /// The completion script for fish.
  var fishCompletion: String {
    """
    # fish completion for \(name), printed by `\(name) completion fish`.

    # Prints the operands before the cursor, the command first.
    function __\(identifier)_operands
        set -l tokens (commandline -opc)
        set -e tokens[1]
        set -l expected no
        for token in $tokens
            if test $expected = yes
                set expected no
            else
                switch $token
                    case \(valueForms.joined(separator: " "))
                        set expected yes
                    case '-?*'
                    case '*'
                        echo -- $token
                end
            end
        end
    end

    # Whether the command line is of one of these commands; '' is no command yet.
    function __\(identifier)_in
        set -l operands (__\(identifier)_operands)
        contains -- "$operands[1]" $argv
    end

    # Whether the command has no operand yet.
    function __\(identifier)_first
        test (count (__\(identifier)_operands)) -eq 1
    end

    function __\(identifier)_profiles
        for file in profiles/*.yaml
            string replace -r '^profiles/(.*)\\.yaml$' '$1' -- $file
        end
        __fish_complete_suffix .yaml | string match -r '^[^\\t]*(?:/|\\.yaml)(?:\\t.*)?$'
    end

    function __\(identifier)_nodes
        set -l tokens (commandline -opc)
        set -l operands (__\(identifier)_operands)
        set -q operands[2]; and $tokens[1] completion --node-ids $operands[2] 2>/dev/null
    end

    # Prints those of the arguments that aren't among the words with commas before the last, behind these.
    function __\(identifier)_list
        set -l before (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '^.*,')
        for word in $argv
            contains -- $word (string split , -- "$before"); or echo -- "$before$word"
        end
    end

    complete -c \(name) -f
    \(entries.joined(separator: "\n"))

    """
  }

  private var valueForms: [String] {
    var forms: [String] = []
    for option in options + commands.flatMap(\.visibleOptions) where option.value != nil {
      forms += option.forms.filter { !forms.contains($0) }
    }
    return forms
  }

  private var entries: [String] {
    commands.map { entry("-n \(condition("''"))", "-a \($0.name)", $0.summary) }
      + options.map { entry(nil, form(of: $0), $0.summary) }
      + commands.flatMap { command in
        let isCommand = condition(command.name)
        return command.visibleOptions.map { entry("-n \(isCommand)", form(of: $0), $0.summary) }
          + operandEntry(of: command)
      }
  }

  private func operandEntry(of command: Command) -> [String] {
    guard let operand = command.operand, let action = action(for: operand.kind) else { return [] }
    let first = operand.count == .oneOrMore ? "" : "; and __\(identifier)_first"
    return [entry("-n \(condition(command.name + first))", action, nil)]
  }

  private func condition(_ arguments: String) -> String { "__\(identifier)_in \(arguments)".fishWord }

  private func entry(_ condition: String?, _ form: String, _ summary: String?) -> String {
    ["complete -c \(name)", condition, form, summary.map { "-d \($0.fishWord)" }].compactMap { $0 }
      .joined(separator: " ")
  }

  private func form(of option: Option) -> String {
    let value = option.value.map { [$0.kind == .file ? "-r" : "-x", action(for: $0.kind)] } ?? []
    return (["-l \(option.name)", option.short.map { "-s \($0)" }] + value).compactMap { $0 }.joined(separator: " ")
  }

  private func action(for kind: Kind) -> String? {
    switch kind {
    case .text: nil
    case .file: "-F"
    case .directory: "-a '(__fish_complete_directories)'"
    case .choice(let choices): "-a '\(choices.joined(separator: " "))'"
    case .choices(let choices): "-a '(__\(identifier)_list \(choices.joined(separator: " ")))'"
    case .profile: "-a '(__\(identifier)_profiles)'"
    case .node: "-a '(__\(identifier)_nodes)'"
    case .assignment(let keys): "-a '\(keys.map { "\($0)=" }.joined(separator: " "))'"
    }
  }
}

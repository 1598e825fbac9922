import Text

extension Program {
  /// The completion script for zsh, to be sourced or to lie as `_NAME` in a folder of `fpath`.
  var zshCompletion: String {
    """
    #compdef \(name)
    # zsh completion for \(name), printed by `\(name) completion zsh`.

    _\(identifier)_profiles() {
      local -a names=(profiles/*.yaml(N:t:r))
      _alternative 'profiles:profile:compadd -a names' 'files:file:_files -g "*.yaml"'
    }

    _\(identifier)_nodes() {
      local -a ids=(${(f)"$($program completion --node-ids "$line[1]" 2> /dev/null)"})
      compadd -a ids
    }

    _\(identifier)_keys() {
      if [[ $PREFIX != *=* ]]; then compadd -S '=' -- "$@"; fi
    }

    _\(identifier)_list() {
      compset -P '*,'
      local -a given=(${(s:,:)IPREFIX#*=})
      compadd -F given -S '' "$@"
    }

    _\(name)() {
      local curcontext=$curcontext program=$words[1] context state state_descr line
      typeset -A opt_args
      local -a global=(
    \(specifications(options, in: nil).map { "    " + $0 }.joined(separator: "\n"))
      )
      local -a commands=(
    \(commands.map { "    " + "\($0.name):\($0.summary)".shellWord }.joined(separator: "\n"))
      )

      _arguments -C -s -S $global '1: :->command' '*:: :->rest'
      case $state in
      command) _describe -t commands command commands ;;
      rest)
        curcontext=${curcontext%:*:*}:\(name)-$line[1]:
        case $line[1] in
    \(commands.map(commandCase).joined(separator: "\n"))
        esac
        ;;
      esac
    }

    # Sourced, this file registers the function; found through fpath, it is the function.
    if [[ $funcstack[1] == _\(name) ]]; then
      _\(name) "$@"
    else
      compdef _\(name) \(name)
    fi

    """
  }

  private func commandCase(_ command: Command) -> String {
    let operand = command.operand.map { operand in
      "\(operand.count == .oneOrMore ? "*" : "1"):\(operand.name):\(action(for: operand.kind))".shellWord
    }
    let words = ["_arguments -s -S $global"] + specifications(command.visibleOptions, in: command) + [operand]
    return "    \(command.name))\n      \(words.compactMap { $0 }.joined(separator: " \\\n        "))\n      ;;"
  }

  private func specifications(_ options: [Option], in command: Command?) -> [String] {
    options.flatMap { option in
      let excluded = option.forms + exclusions(of: option, in: command)
      let prefix = option.isRepeatable ? "*" : "(\(excluded.joined(separator: " ")))"
      let value = option.value.map { ":\($0.name):\(action(for: $0.kind))" } ?? ""
      return option.forms.map { form in
        let joint = option.value == nil ? "" : form.begins(with: "--") ? "=" : "+"
        return "\(prefix)\(form)\(joint)[\(escaped(option.summary))]\(value)".shellWord
      }
    }
  }

  /// The options that a command doesn't take together with this one.
  private func exclusions(of option: Option, in command: Command?) -> [String] {
    (command?.rules ?? []).flatMap { rule in
      switch rule {
      case .excludes(option, let other), .excludes(let other, option): other.forms
      default: [String]()
      }
    }
  }

  private func action(for kind: Kind) -> String {
    switch kind {
    case .text: " "
    case .file: "_files"
    case .directory: "_files -/"
    case .choice(let choices): "(\(choices.joined(separator: " ")))"
    case .choices(let choices): "_\(identifier)_list \(choices.joined(separator: " "))"
    case .profile: "_\(identifier)_profiles"
    case .node: "_\(identifier)_nodes"
    case .assignment(let keys): "_\(identifier)_keys \(keys.joined(separator: " "))"
    }
  }

  /// The text with the characters escaped that end a description in a specification of `_arguments`.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "[]:\\".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

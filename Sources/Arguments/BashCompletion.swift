extension Program {
  /// The completion script for bash, which needs nothing of the bash-completion package.
  var bashCompletion: String {
    """
    # bash completion for \(name), printed by `\(name) completion bash`.

    # Offers those of the arguments that begin with the current word.
    _\(identifier)_words() {
      local word
      for word in "$@"; do
        if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
      done
    }

    # Offers those of the arguments that aren't among the words with commas before the last.
    _\(identifier)_list() {
      local before='' word
      if [[ $current == *,* ]]; then before=${current%,*},; fi
      for word in "$@"; do
        if [[ ,$before != *",$word,"* ]]; then _\(identifier)_words "$before$word"; fi
      done
    }

    # Offers file names; the arguments are compgen's.
    _\(identifier)_files() {
      local file
      compopt -o filenames 2> /dev/null
      while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen "$@" -- "$current")
    }

    _\(identifier)_profiles() {
      local file
      for file in profiles/*.yaml; do
        file=${file#profiles/}
        if [[ -e profiles/$file ]]; then _\(identifier)_words "${file%.yaml}"; fi
      done
      _\(identifier)_files -f -X '!*.yaml'
      _\(identifier)_files -d
    }

    _\(identifier)_nodes() {
      local id
      while IFS= read -r id; do
        _\(identifier)_words "$id"
      done < <("${COMP_WORDS[0]}" completion --node-ids "$operand" 2> /dev/null)
    }

    _\(identifier)_keys() {
      if [[ $current == *=* ]]; then return; fi
      compopt -o nospace 2> /dev/null
      _\(identifier)_words "$@"
    }

    _\(identifier)() {
      local current='' expected='' ended='' command='' operand='' word i
      COMPREPLY=()
      for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        # Readline breaks words at `=`; `--option=value` and `key=value` are put together again.
        if [[ $word == '=' || $current == *= ]]; then
          current+=$word
          continue
        fi
        if ((i == 1)); then
          :
        elif [[ $expected ]]; then
          expected=''
        elif [[ $current == -- && ! $ended ]]; then
          ended=1
        elif [[ $current == -?* && ! $ended ]]; then
          case $command:$current in
          \(valuePatterns.joined(separator: " | "))) expected=$current ;;
          esac
        elif [[ ! $command ]]; then
          command=$current
        elif [[ ! $operand ]]; then
          operand=$current
        fi
        current=$word
      done

      if [[ ! $expected && ! $ended && $current == --*=* ]]; then
        expected=${current%%=*}
        current=${current#*=}
      fi
      if [[ $expected ]]; then
        case $command:$expected in
    \(optionCases)
        esac
      elif [[ $current == -* && ! $ended ]]; then
        case $command in
    \(nameCases)
        esac
      else
        case $command:$operand in
    \(operandCases)
        esac
      fi
    }

    complete -F _\(identifier) \(name)

    """
  }

  /// A pattern of `COMMAND:OPTION` for each form of an option; those of the program match in every command.
  private func patterns(_ option: Option, of command: Command?) -> [String] {
    option.forms.map { "\(command?.name ?? "*"):\($0)" }
  }

  private var ownedOptions: [(command: Command?, option: Option)] {
    options.map { (nil, $0) } + commands.flatMap { command in command.visibleOptions.map { (command, $0) } }
  }

  private var valuePatterns: [String] {
    ownedOptions.filter { $0.option.value != nil }.flatMap { patterns($0.option, of: $0.command) }
  }

  private var optionCases: String {
    lines(
      ownedOptions.compactMap { owned in
        guard let value = owned.option.value, let action = action(for: value.kind) else { return nil }
        return (patterns(owned.option, of: owned.command).joined(separator: " | "), action)
      }
    )
  }

  private var nameCases: String {
    let names = { (command: Command?) in
      "_\(identifier)_words " + visibleOptions(of: command).map(\.dashed).joined(separator: " ")
    }
    return lines([("''", names(nil))] + commands.map { ($0.name, names($0)) })
  }

  private var operandCases: String {
    lines(
      [(":", "_\(identifier)_words " + commands.map(\.name).joined(separator: " "))]
        + commands.compactMap { command in
          guard let operand = command.operand, let action = action(for: operand.kind) else { return nil }
          return ("\(command.name):" + (operand.count == .oneOrMore ? "*" : ""), action)
        }
    )
  }

  private func action(for kind: Kind) -> String? {
    switch kind {
    case .text: nil
    case .file: "_\(identifier)_files -f"
    case .directory: "_\(identifier)_files -d"
    case .choice(let choices): "_\(identifier)_words " + choices.joined(separator: " ")
    case .choices(let choices): "_\(identifier)_list " + choices.joined(separator: " ")
    case .profile: "_\(identifier)_profiles"
    case .node: "_\(identifier)_nodes"
    case .assignment(let keys): "_\(identifier)_keys " + keys.map { "\($0)=" }.joined(separator: " ")
    }
  }

  /// The branches of a `case`, those with the same action as one.
  private func lines(_ cases: [(pattern: String, action: String)]) -> String {
    var patterns: [String: [String]] = [:]
    for (pattern, action) in cases { patterns[action, default: []].append(pattern) }
    return cases.filter { patterns[$0.action]?.first == $0.pattern }
      .map { "    \(patterns[$0.action, default: []].joined(separator: " | "))) \($0.action) ;;" }
      .joined(separator: "\n")
  }
}

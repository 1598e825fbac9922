import Text

/// The shells that a completion script can be had for.
package enum Shell: String, Sendable, CaseIterable {
  /// GNU bash, from 3.2 on.
  case bash
  /// zsh.
  case zsh
  /// fish, from 3.1 on.
  case fish
}

extension Program {
  /// The completion script for a shell, complete in itself.
  package func completionScript(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletion
    case .zsh: zshCompletion
    case .fish: fishCompletion
    }
  }

  /// The program's name as a part of function names.
  var identifier: String { name.putting("_", for: "-") }

  /// A command's options with those of the program, without hidden ones.
  func visibleOptions(of command: Command?) -> [Option] { (command?.visibleOptions ?? []) + options }
}

extension Option {
  /// Both forms of the option, as written.
  var forms: [String] { [short.map { "-\($0)" }, dashed].compactMap { $0 } }
}

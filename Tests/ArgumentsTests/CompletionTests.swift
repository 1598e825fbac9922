import Arguments
import Foundation
import TestSupport
import Testing

/// The scripts are tried in the shells that they are for: a line goes in, what the shell would offer comes out.
@Suite struct CompletionTests {
  /// What each line is to be completed with.
  ///
  /// The shells differ in what they put behind a word (`/`, `=`), and in whether they repeat `--option=` before a value
  /// and the folder before a file or the words before a comma; none of this is compared.
  private static let cases: [(line: String, offered: [String])] = [
    ("", ["catalog", "completion", "compose", "help", "render"]),
    ("com", ["completion", "compose"]),
    ("--co", ["--color"]),
    ("--color ", ["always", "auto", "never"]),
    ("--color never com", ["completion", "compose"]),
    ("help c", ["catalog", "completion", "compose"]),
    ("completion ", ["bash", "fish", "zsh"]),
    ("completion --n", []),
    ("completion bash ", []),
    ("catalog ", []),
    ("render ", ["bin", "dev", "folder", "other.yaml", "prod", "profiles"]),
    ("render dev p", ["prod", "profiles"]),
    ("render profiles/d", ["dev.yaml"]),
    (
      "render --",
      [
        "--check", "--color", "--encoding", "--help", "--node", "--output", "--quiet", "--set", "--stdout",
        "--upstream", "--version",
      ]
    ),
    ("render -- --c", []),
    ("render --encoding g", ["gzip", "gzip+base64"]),
    ("render --encoding=g", ["gzip", "gzip+base64"]),
    ("render --output=f", ["folder"]),
    ("render -o f", ["folder"]),
    ("render --upstream o", ["other.txt", "other.yaml"]),
    ("render --set n", ["nodes.count", "nodes.host"]),
    ("render --set=c", ["cluster"]),
    ("compose dev ", []),
    ("compose prod --node ", ["1", "2", "3"]),
    ("compose prod --node=", ["1", "2", "3"]),
    ("compose --set cluster=x --color=never prod --node ", ["1", "2", "3"]),
    ("compose unknown --node ", []),
    ("compose prod --delivery ", ["cloudformation", "launch-template", "terraform"]),
    ("compose prod --delivery te", ["terraform"]),
    ("compose prod --delivery terraform,", ["cloudformation", "launch-template"]),
    ("compose prod --delivery=cloudformation,terraform,l", ["launch-template"]),
    ("compose prod --delivery=cloudformation,terraform,clo", []),
  ]

  @Test("bash offers what fits", .enabled(if: isInstalled("bash"), "bash is not installed"), arguments: cases)
  func bash(line: String, offered: [String]) throws {
    #expect(try offers(of: .bash, for: line) == offered)
  }

  @Test("zsh offers what fits", .enabled(if: isInstalled("zsh"), "zsh is not installed"), arguments: cases)
  func zsh(line: String, offered: [String]) throws {
    #expect(try offers(of: .zsh, for: line) == offered)
  }

  @Test("fish offers what fits", .enabled(if: isInstalled("fish"), "fish is not installed"), arguments: cases)
  func fish(line: String, offered: [String]) throws {
    #expect(try offers(of: .fish, for: line) == offered)
  }

  @Test(
    "The name of a profile is offered as it is, and never run",
    .enabled(if: Shell.allCases.allSatisfy { isInstalled($0.rawValue) }, "bash, zsh or fish is not installed"),
    arguments: Shell.allCases
  )
  func hostileName(shell: Shell) throws {
    let folder = try folder(with: shell)
    try folder.write("", to: "profiles/x$(touch ran)`touch ran`.yaml")
    #expect(try offers(of: shell, for: "render x", in: folder) == ["x$(touch ran)`touch ran`"])
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "ran").path))
  }

  @Test(
    "shellcheck finds nothing in the script for bash",
    .enabled(if: isInstalled("shellcheck"), "shellcheck is not installed")
  )
  func shellcheck() throws {
    let result = try run(["shellcheck", "--shell=bash", "script"], in: folder(with: .bash))
    #expect(result == Result(status: 0, output: "", errors: ""))
  }

  /// A folder with profiles, a script for the shell, and a program that knows the nodes of `prod`.
  private func folder(with shell: Shell) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for path in ["profiles/dev.yaml", "profiles/prod.yaml", "profiles/no.txt", "other.yaml", "other.txt", "folder/x"] {
      try folder.write("", to: path)
    }
    try folder.write(program.completionScript(for: shell), to: shell == .zsh ? ".fpath/_kafka-cloud-init" : "script")
    try folder.write(
      """
      #!/bin/sh
      if [ "$*" = 'completion --node-ids prod' ]; then printf '%s\\n' 1 2 3; else echo 'no such profile' >&2; fi
      """,
      to: "bin/kafka-cloud-init",
      isExecutable: true
    )
    return folder
  }

  private func offers(of shell: Shell, for line: String, in given: TemporaryFolder? = nil) throws -> [String] {
    let folder = try given ?? folder(with: shell)
    let words = "kafka-cloud-init " + line
    let output =
      switch shell {
      case .bash: try bashOffers(words, in: folder)
      case .zsh: try zshOffers(words, in: folder)
      case .fish:
        try run(["fish", "--no-config", "-c", "source script; complete -C $argv[1]", words], in: folder).output
      }
    return normalised(output, line: line)
  }

  /// Calls the function as readline does, which breaks words at `=` too.
  private func bashOffers(_ line: String, in folder: TemporaryFolder) throws -> String {
    var words = [""]
    for character in line {
      switch character {
      case " ": words.append("")
      case "=": words += ["=", ""]
      default: words[words.count - 1].append(character)
      }
    }
    let driver = """
      source ./script
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _kafka_cloud_init
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    return try run(["bash", "--norc", "-c", driver, "bash"] + words, in: folder).output
  }

  /// Completes the line in an interactive shell on a terminal of its own, and notes what is added to the list.
  private func zshOffers(_ line: String, in folder: TemporaryFolder) throws -> String {
    try folder.write(
      """
      fpath=($HOME/.fpath $fpath)
      autoload -Uz compinit && compinit -u -D
      compadd() {
        local -a found
        if [[ -z ${(M)@:#-[ADO]} ]]; then
          builtin compadd -O found "$@"
          print -rl -- $found >> $HOME/.offered
        fi
        builtin compadd "$@"
      }
      capture() {
        BUFFER=$(<$HOME/.line)
        CURSOR=$#BUFFER
        zle list-choices
        exit
      }
      zle -N zle-line-init capture
      """,
      to: ".zshrc"
    )
    // Command substitution takes only line feeds off the end.
    try folder.write(line, to: ".line")
    try folder.write("", to: ".offered")
    let drive = "zmodload zsh/zpty; zpty shell 'zsh -d -i'; while zpty -r shell; do :; done"
    let terminal = try run(["zsh", "-f", "-c", drive], in: folder)
    #expect(!(terminal.output + terminal.errors).contains("_kafka"), "an error of the script")
    return try folder.read(".offered")
  }

  private func normalised(_ output: String, line: String) -> [String] {
    let current = line.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    let offers = output.split(separator: "\n").map { candidate in
      var word = candidate.prefix { $0 != "\t" }
      if let sign = word.firstIndex(of: "="), word.hasPrefix("--") { word = word[word.index(after: sign)...] }
      if let last = word.last, "/=".contains(last) { word.removeLast() }
      return String(word.split { "/,".contains($0) }.last ?? word)
    }
    // Where no operand fits, zsh offers options.
    return Set(offers.filter { current.hasPrefix("-") || !$0.hasPrefix("-") }).sorted()
  }
}

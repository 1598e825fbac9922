import Arguments
import Testing

@Suite struct HelpTests {
  @Test("The program's help lists its commands, options, exit codes and examples")
  func wholeProgram() {
    #expect(
      program.help(for: nil) == """
        Usage: kafka-cloud-init COMMAND [OPTION]...

        Turn a short profile into user-data

        The same profile always gives the same bytes.

        .hidden files and `a\\b` are read as they are.

        Commands:
          render      Write the files of every node
          compose     Print the compose file of a node
          catalog     List the releases known
          completion  Print a completion script
          help        Print the help of the program or of a command

        Options:
              --color WHEN  Colour the output (auto, always or never; default: auto)
          -h, --help        Print help
              --version     Print the version

        Exit codes:
          0   Done
          64  Bad usage

        Examples:
          # Write the files of `profiles/prod.yaml`
          kafka-cloud-init render prod

        """
    )
  }

  @Test("A command's help says what the table says of its options, aligned and wrapped")
  func command() {
    #expect(
      program.help(for: program.commands[0]) == """
        Usage: kafka-cloud-init render PROFILE... [OPTION]...

        Write the files of every node

        Files are written to `DIR/CLUSTER/`.

        Operands:
          PROFILE  A file, or NAME for `profiles/NAME.yaml`

        Options:
          -o, --output DIR         Write into DIR (default: output)
          -q, --quiet              Say nothing
              --node ID            Take only the node with this id (needs `--stdout`)
              --stdout             Print the user-data (not with `--check`)
              --encoding ENCODING  Encode the user-data (plain, gzip, base64 or
                                   gzip+base64)
              --upstream FILE      Start from this compose file instead of the catalog's
                                   own: [docker-compose.yml] of any release
              --set PATH=VALUE     Set a value of the profile (repeatable)
              --check              Write nothing, and fail when files differ (not with
                                   `--stdout`)

        Global options:
              --color WHEN  Colour the output (auto, always or never; default: auto)
          -h, --help        Print help
              --version     Print the version

        Exit codes:
          0   Done
          64  Bad usage

        Examples:
          # The user-data of one node
          kafka-cloud-init render prod --node 2 --stdout

        """
    )
  }

  @Test("An option of several values says which there are, and how they are written")
  func choices() {
    #expect(
      program.help(for: program.commands[1]).contains(
        """
              --delivery FORMS  What to write (launch-template, terraform,
                                cloudformation; several with commas)

        """
      )
    )
  }

  @Test(
    "A usage line shows the operand's count and what is required",
    arguments: zip(
      program.commands,
      [
        "Usage: kafka-cloud-init render PROFILE... [OPTION]...",
        "Usage: kafka-cloud-init compose PROFILE --node ID [OPTION]...",
        "Usage: kafka-cloud-init catalog [OPTION]...",
        "Usage: kafka-cloud-init completion SHELL [OPTION]...",
        "Usage: kafka-cloud-init help [COMMAND] [OPTION]...",
      ]
    )
  )
  func usage(command: Command, line: String) {
    #expect(program.help(for: command).prefix { $0 != "\n" } == line)
  }

  @Test("A hidden option is in no text that people read")
  func hidden() {
    for command in program.commands {
      #expect(!program.help(for: command).contains("Print node ids"))
    }
    #expect(!program.manualPage(date: "2026-01-31").contains("Print node ids"))
  }

  @Test("A label that is too long for its column stands on a line of its own")
  func longLabel() {
    let option = Option("a-name-that-goes-on-and-on", value: .init("VALUE"), "Short")
    let text = Program(name: "x", version: "1", summary: "S", commands: [], options: [option]).help(for: nil)
    #expect(
      text.hasSuffix(
        """
        Options:
              --a-name-that-goes-on-and-on VALUE
                                    Short
          -h, --help                Print help
              --version             Print the version

        """
      )
    )
  }

  @Test("No line of help is wider than 80 columns", arguments: program.commands)
  func width(command: Command) {
    #expect(program.help(for: command).split(separator: "\n").allSatisfy { $0.count <= 80 })
  }
}

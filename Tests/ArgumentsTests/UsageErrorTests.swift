import Findings
import Arguments
import Testing

@Suite struct UsageErrorTests {
  private static let valueHelp = "write `--output DIR`, or `--output=DIR` if it begins with a dash"

  @Test(
    "Every kind of bad usage has a line that names it and a line that helps",
    arguments: [
      ("", "a command is missing", "see `kafka-cloud-init --help`"),
      ("--color never", "a command is missing", "see `kafka-cloud-init --help`"),
      ("rendr dev", "unknown command `rendr`", "did you mean `render`?"),
      ("xyzzy", "unknown command `xyzzy`", "see `kafka-cloud-init --help`"),
      ("''", "unknown command ``", "see `kafka-cloud-init --help`"),
      ("render dev --outptu x", "unknown option `--outptu`", "did you mean `--output`?"),
      ("render dev --outptu=x", "unknown option `--outptu`", "did you mean `--output`?"),
      ("render dev --enc=gzip", "unknown option `--enc`", "did you mean `--encoding`?"),
      ("render dev --xyzzy", "unknown option `--xyzzy`", "see `kafka-cloud-init render --help`"),
      ("render dev --=x", "unknown option `--`", "see `kafka-cloud-init render --help`"),
      ("render dev -qx", "unknown option `-x` in `-qx`", "see `kafka-cloud-init render --help`"),
      ("render dev -x", "unknown option `-x`", "see `kafka-cloud-init render --help`"),
      ("render dev -stdout", "unknown option `-s` in `-stdout`", "did you mean `--stdout`?"),
      ("--check render", "unknown option `--check`", "see `kafka-cloud-init --help`"),
      ("completion --node-idss x", "unknown option `--node-idss`", "see `kafka-cloud-init completion --help`"),
      ("render dev --output", "option `--output` needs a value", valueHelp),
      ("render dev -o --check", "option `--output` needs a value", valueHelp),
      ("render dev --output=", "option `--output` needs a value", valueHelp),
      ("render dev -o ''", "option `--output` needs a value", valueHelp),
      (
        "render dev --set", "option `--set` needs a value",
        "write `--set PATH=VALUE`, or `--set=PATH=VALUE` if it begins with a dash"
      ),
      ("render dev --check=yes", "option `--check` takes no value", "see `kafka-cloud-init render --help`"),
      ("render --help=yes", "option `--help` takes no value", "see `kafka-cloud-init render --help`"),
      (
        "render dev --encoding gzp",
        "`gzp` is not a value of `--encoding`, which is plain, gzip, base64 or gzip+base64", "did you mean `gzip`?"
      ),
      (
        "render dev --color=sometimes",
        "`sometimes` is not a value of `--color`, which is auto, always or never",
        "see `kafka-cloud-init render --help`"
      ),
      (
        "compose dev --node 1 --delivery terrafrom",
        "`terrafrom` is not a value of `--delivery`, which is launch-template, terraform or cloudformation",
        "did you mean `terraform`?"
      ),
      (
        "compose dev --node 1 --delivery launch-template,terraform]",
        "`terraform]` is not a value of `--delivery`, which is launch-template, terraform or cloudformation",
        "did you mean `terraform`?"
      ),
      (
        "compose dev --node 1 --delivery terraform,",
        "`` is not a value of `--delivery`, which is launch-template, terraform or cloudformation",
        "see `kafka-cloud-init compose --help`"
      ),
      ("completion bsh", "`bsh` is not a value of `SHELL`, which is bash, zsh or fish", "did you mean `bash`?"),
      (
        "help rendr",
        "`rendr` is not a value of `COMMAND`, which is render, compose, catalog or completion", "did you mean `render`?"
      ),
      ("render dev -o a --output=b", "option `--output` is given more than once", "leave all but one of them out"),
      ("render dev -qq", "option `--quiet` is given more than once", "leave all but one of them out"),
      ("compose dev", "option `--node` is missing", "add `--node ID`"),
      ("render dev --node 2", "option `--node` needs `--stdout`", "add `--stdout`"),
      (
        "render dev --check --stdout", "options `--stdout` and `--check` exclude each other", "leave one of them out"
      ),
      ("render", "operand PROFILE is missing", "see `kafka-cloud-init render --help`"),
      ("completion", "operand SHELL is missing", "see `kafka-cloud-init completion --help`"),
      ("compose dev prod --node=1", "unexpected operand `prod`", "see `kafka-cloud-init compose --help`"),
      ("catalog dev", "unexpected operand `dev`", "see `kafka-cloud-init catalog --help`"),
      ("help render compose", "unexpected operand `compose`", "see `kafka-cloud-init help --help`"),
      ("completion --node-ids dev bash", "unexpected operand `bash`", "see `kafka-cloud-init completion --help`"),
    ]
  )
  func texts(words: String, message: String, help: String) throws {
    let arguments = words.split(separator: " ").map { $0 == "''" ? "" : String($0) }
    let error = try #require(throws: UsageError.self) { try program.parse(arguments) }
    let diagnostic = program.diagnostic(for: error)
    #expect(diagnostic.message == message)
    #expect(diagnostic.help == help)
    #expect(diagnostic.id == "usage")
  }

  @Test("Bad usage ends the program with EX_USAGE of sysexits.h")
  func exitCode() {
    #expect(UsageError.exitCode == 64)
  }
}

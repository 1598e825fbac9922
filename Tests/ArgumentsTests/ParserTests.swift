import Arguments
import Testing

@Suite struct ParserTests {
  private func request(_ words: String) throws -> Request {
    try program.parse(words.split(separator: " ").map(String.init))
  }

  private func invocation(_ words: String) throws -> Invocation {
    guard case .run(let invocation) = try request(words) else {
      throw Failure(description: "`\(words)` runs no command")
    }
    return invocation
  }

  @Test(
    "Every way to write an option's value gives the same value",
    arguments: [
      "render dev --output DIR", "render dev --output=DIR", "render dev -o DIR", "render dev -oDIR",
      "render dev -qoDIR", "render dev -qo DIR", "render -o DIR dev", "--color never render --output DIR dev",
    ]
  )
  func value(words: String) throws {
    let invocation = try invocation(words)
    #expect(program.commands[invocation.place].name == "render")
    #expect(invocation.value(of: .output) == "DIR")
    #expect(invocation.operands == ["dev"])
  }

  @Test("A value may hold the sign that joins it to its option")
  func joined() throws {
    let invocation = try invocation("render dev --set=a=b=c --set d= -o=x")
    #expect(invocation.values(of: .set) == ["a=b=c", "d="])
    #expect(invocation.value(of: .output) == "=x")
  }

  @Test("A repeatable option keeps all its values in order")
  func repeatable() throws {
    #expect(try invocation("render --set b=1 dev --set a=2").values(of: .set) == ["b=1", "a=2"])
  }

  @Test("An option that is not given has its default, and no values")
  func absent() throws {
    let invocation = try invocation("render dev")
    #expect(invocation.value(of: .output) == "output")
    #expect(invocation.value(of: .encoding) == nil)
    #expect(!invocation.has(.output))
    #expect(!invocation.has(.check))
    #expect(invocation.values(of: .output).isEmpty)
  }

  @Test("A value that is one of a type's cases is given as that case, and as its default when it isn't given")
  func choice() throws {
    let delivery = Choice<Form>("delivery", value: "FORM", default: .terraform, "What to write")
    #expect(try invocation("compose dev --node 1 --delivery cloudformation").value(of: delivery) == .cloudformation)
    #expect(try invocation("compose dev --node 1").value(of: delivery) == .terraform)
  }

  @Test("Values with commas between are given in their order, blanks behind a comma or none")
  func choices() throws {
    let words = ["compose", "dev", "--node", "1", "--delivery", "terraform, launch-template,cloudformation"]
    guard case .run(let invocation) = try program.parse(words) else { throw Failure(description: "no command") }
    #expect(invocation.values(of: .delivery) == [.terraform, .launchTemplate, .cloudformation])
    #expect(try self.invocation("compose dev --node 1").values(of: Choice.delivery) == nil)
  }

  @Test("Flags bundle")
  func bundle() throws {
    #expect(try invocation("render -q dev --check").has(.quiet))
    #expect(try request("render -qh") == .help(program.commands[0]))
  }

  @Test(
    "Operands keep their order, and a lone dash is one",
    arguments: [
      ("render dev prod", ["dev", "prod"]),
      ("render - -q prod", ["-", "prod"]),
      ("render -- --check -q --", ["--check", "-q", "--"]),
      ("render -- --help", ["--help"]),
      ("-- render dev", ["dev"]),
      ("catalog", []),
      ("completion fish", ["fish"]),
    ]
  )
  func operands(words: String, expected: [String]) throws {
    #expect(try invocation(words).operands == expected)
  }

  @Test("A lone dash is a value")
  func dashAsValue() throws {
    #expect(try invocation("render dev --upstream -").value(of: .upstream) == "-")
  }

  @Test("A value that begins with a dash is taken when it is joined")
  func dashedValue() throws {
    #expect(try invocation("render dev --output=-x").value(of: .output) == "-x")
  }

  @Test("An option that replaces the operand is taken without one")
  func replacement() throws {
    let invocation = try invocation("completion --node-ids dev")
    #expect(invocation.value(of: .nodeIDs) == "dev")
    #expect(invocation.operands.isEmpty)
  }

  @Test(
    "Help is given wherever it is asked for, whatever follows or is missing",
    arguments: [
      ("--help", nil), ("-h", nil), ("help", nil), ("--color never -h", nil), ("help render", "render"),
      ("render --help", "render"), ("compose -h", "compose"), ("render a b --help --nonsense", "render"),
      ("help --help", "help"),
    ] as [(String, String?)]
  )
  func help(words: String, command: String?) throws {
    #expect(try request(words) == .help(program.commands.first { $0.name == command }))
  }

  @Test("The version is given wherever it is asked for", arguments: ["--version", "render --version"])
  func version(words: String) throws {
    #expect(try request(words) == .version)
  }
}

private struct Failure: Error, CustomStringConvertible {
  let description: String
}

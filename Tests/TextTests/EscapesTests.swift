import Text
import Testing

@Suite struct EscapesTests {
  /// Beside what an escape looks for.
  private static let marks = ["", "\u{600}", "\u{301}", "\u{200D}", "\u{FEFF}"]

  private func expect(_ text: String, is expected: String, _ location: SourceLocation = #_sourceLocation) {
    #expect(Array(text.utf8) == Array(expected.utf8), "\(text.debugDescription)", sourceLocation: location)
  }

  @Test(arguments: marks) func `a single quote ends a word of the shell, whatever stands beside it`(_ mark: String) {
    expect("\(mark)'\(mark)".shellWord, is: "'\(mark)'\\''\(mark)'")
  }

  @Test(arguments: marks) func `fish reads a backslash and a quote as such`(_ mark: String) {
    expect("\(mark)\\\(mark)'\(mark)".fishWord, is: "'\(mark)\\\\\(mark)\\'\(mark)'")
  }

  @Test(arguments: marks) func `a dollar is doubled for compose`(_ mark: String) {
    expect("\(mark)$\(mark){A}\(mark)$$".composeText, is: "\(mark)$$\(mark){A}\(mark)$$$$")
  }

  @Test(arguments: marks) func `a template of Terraform's begins nowhere`(_ mark: String) {
    expect("a\(mark)${a}\(mark)%{b}".terraformText, is: "a\(mark)$${a}\(mark)%%{b}")
    expect("a\(mark)$${a}$%{b}%${c}".terraformText, is: "a\(mark)$$${a}$%%{b}%$${c}")
    expect("$\(mark){".terraformText, is: mark.isEmpty ? "$${" : "$\(mark){")
  }

  @Test func `a byte order mark doesn't begin a template, which would lose it`() {
    expect("\u{FEFF}${a}".terraformText, is: "${\"\"}\u{FEFF}$${a}")
  }

  @Test(arguments: marks) func `a string of JSON ends with its quote and nowhere before`(_ mark: String) {
    expect("\(mark)\"\(mark)\\\(mark)\n\(mark)".jsonText, is: "\"\(mark)\\\"\(mark)\\\\\(mark)\\n\(mark)\"")
  }

  @Test(arguments: [
    "{{resolve:ssm:/a}}", "a{{resolve:secretsmanager:a}}b", "{{{resolve:ssm:a}}", "{{ resolve:ssm:a}}", "{{RESOLVE:a}}",
    "\u{600}{{resolve:ssm:a}}", "{{a}}{{resolve:",
  ])
  func `what CloudFormation may resolve is found`(_ text: String) { #expect(text.hasDynamicReference) }

  @Test(arguments: ["", "{{ jinja }}", "{resolve:ssm:a}", "resolve:ssm:a", "{{.Names}}", "{{\u{301}resolve:ssm:a}}"])
  func `what CloudFormation leaves is not taken for a reference`(_ text: String) { #expect(!text.hasDynamicReference) }
}

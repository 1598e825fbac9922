import Findings
import Testing
import YAML

@Suite struct DiagnosticJSONTests {
  private func json(_ findings: [Diagnostic]) -> String {
    var diagnostics = Diagnostics()
    for finding in findings { diagnostics.append(finding) }
    var output: [UInt8] = []
    diagnostics.appendJSON(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func `no findings are an empty array`() {
    #expect(json([]) == "[]\n")
  }

  @Test func `a finding is an object with all its parts`() {
    let mark = SourceMark(source: Source(name: "dev.yaml", text: "a: \"b\"\n"), line: 1, column: 4, length: 3)
    let finding = Diagnostic(.error, "type", "`\"b\"`", at: mark, help: "1", notes: [.init("true", at: nil)])
    #expect(
      json([finding, Diagnostic(.warning, "odd", "null", at: nil)]) == #"""
        [
          {
            "severity": "error",
            "id": "type",
            "message": "`\"b\"`",
            "file": "dev.yaml",
            "line": 1,
            "column": 4,
            "length": 3,
            "help": "1",
            "notes": [
              {
                "message": "true",
                "file": null,
                "line": null,
                "column": null,
                "length": null
              }
            ]
          },
          {
            "severity": "warning",
            "id": "odd",
            "message": "null",
            "file": null,
            "line": null,
            "column": null,
            "length": null,
            "help": null,
            "notes": []
          }
        ]

        """#
    )
  }
}

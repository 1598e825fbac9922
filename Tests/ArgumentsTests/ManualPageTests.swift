import Arguments
import Foundation
import TestSupport
import Testing

@Suite struct ManualPageTests {
  private let page = program.manualPage(date: "2026-01-31")

  @Test("The page carries the release's name, version and date")
  func title() {
    let line = page.prefix { $0 != "\n" }
    #expect(line == #".TH KAFKA-CLOUD-INIT 1 2026-01-31 "kafka\-cloud\-init 1.2.3" "User Commands""#)
  }

  @Test("A text that begins with a dot, has a backslash or backquotes is no request")
  func escapes() {
    #expect(page.contains("\n\\&.hidden files and \\fBa\\eb\\fR are read as they are.\n"))
  }

  @Test("A command shows its options with both forms in bold, the value and what the table says of it")
  func command() {
    #expect(
      page.contains(
        #"""
        .SS render PROFILE... [OPTION]...
        Write the files of every node.
        .PP
        Files are written to \fBDIR/CLUSTER/\fR.
        .TP
        PROFILE
        A file, or NAME for \fBprofiles/NAME.yaml\fR.
        .TP
        \fB\-o\fR, \fB\-\-output\fR \fIDIR\fR
        Write into DIR (default: output).

        """#
      )
    )
  }

  @Test("The examples of the program and of its commands are shown as they are typed")
  func examples() {
    #expect(
      page.hasSuffix(
        #"""
        .SH EXAMPLES
        Write the files of \fBprofiles/prod.yaml\fR:
        .PP
        .RS 4
        .nf
        kafka\-cloud\-init render prod
        .fi
        .RE
        .PP
        The user\-data of one node:
        .PP
        .RS 4
        .nf
        kafka\-cloud\-init render prod \-\-node 2 \-\-stdout
        .fi
        .RE

        """#
      )
    )
  }

  @Test(
    "groff and mandoc read the page without a warning",
    .enabled(if: isInstalled("groff") && isInstalled("mandoc"), "groff or mandoc is not installed"),
    arguments: [["groff", "-man", "-ww", "-z"], ["mandoc", "-T", "lint", "-W", "warning"]]
  )
  func warnings(command: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write(page, to: "page.1")
    #expect(try run(command + ["page.1"], in: folder) == Result(status: 0, output: "", errors: ""))
  }
}

import Foundation
import TestSupport
import Testing

/// What is kept beside the program: its committed output, and its sources.
struct RepositoryTests {
  /// The files below a folder of the checkout, by their paths in it.
  private static func files(_ folder: String) throws -> [String: Data] {
    let root = Scratch.checkout.appending(path: folder)
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      files["\(folder)/\(path)"] = try? Data(contentsOf: root.appending(path: path))
    }
    return files
  }

  private static func sources() throws -> [(path: String, text: String)] {
    let package = try Data(contentsOf: Scratch.checkout.appending(path: "Package.swift"))
    return try files("Sources").merging(files("profiles")) { $1 }.merging(["Package.swift": package]) { $1 }
      .map { ($0.key, String(decoding: $0.value, as: UTF8.self)) }
  }

  @Test(arguments: ["dev", "prod", "kraft-dev", "kraft-prod"])
  func `the committed output is what the program writes; make render refreshes it`(profile: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.run(["render", profile]).status == 0)
    let committed = Scratch.checkout.appending(path: "output/\(profile)").path
    let difference = try scratch.execute([
      "/usr/bin/env", "diff", "--recursive", "--unified", committed, "output/\(profile)",
    ])
    #expect(difference.status == 0, "\(difference.output)\(difference.errors)")
  }

  @Test func `nothing imports Foundation, which a static executable would carry whole`() throws {
    let sources = try Self.sources().filter { $0.path.hasSuffix(".swift") }
    #expect(sources.count > 30)
    for (path, text) in sources { #expect(!text.contains(/import\s+(\w+\s+)?Foundation/), "\(path)") }
  }

  @Test func `no absolute path leads outside what every Linux machine has`() throws {
    let roots = [
      "aws", "bin", "boot", "data", "dev", "etc", "mnt", "opt", "proc", "run", "sbin", "snap", "srv", "sys", "usr",
      "var",
    ]
    for (path, text) in try Self.sources() {
      for name in text.matches(of: #/(?:^|[^A-Za-z0-9._$)}\]/~-])/([A-Za-z][A-Za-z0-9._-]*)//#) {
        #expect(roots.contains(String(name.1)), "\(path) names \(name.0)")
      }
    }
  }

  @Test func `the package depends on no other`() throws {
    let package = try #require(try Self.sources().first { $0.path == "Package.swift" })
    #expect(!package.text.contains(".package("))
    #expect(!FileManager.default.fileExists(atPath: Scratch.checkout.appending(path: "Package.resolved").path))
  }

  /// What Swift's own searches call a character is a grapheme cluster, in which a `$` or a `/` can hide.
  @Test func `text is searched, cut and compared by bytes, as everyone does who reads it`() throws {
    let searches = try Regex(
      [
        #"\.has(Prefix|Suffix)\("#, #"\.replacing\("#, #"\.split\((separator: "|whereSeparator)"#,
        #"\.(firstRange|ranges)\(of: "#, #"\.(first|last)Index\(of: ""#, #"\.contains\(""#,
        #"\{ \$0 [!=]= "[^"]"[ )}]"#,
        #"\.is(Number|Whitespace|Uppercase|Lowercase|Newline)\b"#, #"\[Character"#, #"\("[^"]*"\.count\)"#,
      ].joined(separator: "|")
    )
    let sources = try Self.sources().filter { $0.path.hasSuffix(".swift") && $0.path != "Sources/Text/Bytes.swift" }
    for (path, text) in sources {
      for line in text.split(separator: "\n") where line.contains(searches) {
        Issue.record("\(path): \(line.trimmingCharacters(in: .whitespaces))")
      }
    }
  }
}

import Foundation
import TestSupport
import Testing

@testable import Delivery
import Text

/// The page of a cluster, in a real browser.
@Suite struct PageTests {
  static let hasBrowser = isInstalled("chromium") && isInstalled("chromedriver")

  private struct Seen: Decodable {
    let title: String
    let buttons: [String: String]
    let commands: [String]
    let outside: [String]
    let nameless: [String]
    let requests: [String]
    let errors: [String]
  }

  /// What a browser makes of the page of a profile's cluster, and the README beside it.
  private func seen(_ profile: String, _ arguments: [String] = []) throws -> (page: Seen, readme: String) {
    let scratch = try Scratch()
    try scratch.write(profile, to: "profiles/c.yaml")
    let outcome = try scratch.run(["render", "c"] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "page.py").path
    let result = try scratch.shell("python3 '\(script)' output/shop")
    #expect(result.status == 0, "\(result.errors)")
    return (try JSONDecoder().decode(Seen.self, from: result.bytes), try scratch.read("output/shop/README.md"))
  }

  private static let hostile = """
    cluster: shop
    release: 8.3.0
    nodes: {count: 1, host: kafka.internal}
    services: [broker]
    cloud_config:
      write_files:
      - path: /etc/motd
        content: "</script><script>throw 1</script><!-- <script> ]]> \\r\\n\\ttab \\u2028 e\\u0301 \\U0001F600 $& `x` &lt; \\\\u003c"

    """

  @Test(.enabled(if: hasBrowser, "needs chromium and chromedriver"))
  func `every button gives its file to the byte, by key, and no request leaves`() throws {
    let (page, readme) = try seen(Self.hostile)
    #expect(page.title == "Kafka cluster shop")
    #expect(page.buttons == ["broker-1/user-data.yaml": "same"])
    #expect(page.requests == ["index.html"] && page.errors == [])
    #expect(page.outside == [] && page.nameless == [])
    let commands = readme.split(separator: "\n", omittingEmptySubsequences: false).split { !$0.hasPrefix("    ") }
      .map { $0.map { $0.dropFirst(4) }.joined(separator: "\n") }
    #expect(page.commands == commands)
  }

  @Test(.enabled(if: hasBrowser, "needs chromium and chromedriver"))
  func `user-data in base64 is what is copied where that is what EC2 gets`() throws {
    let page = try seen(Self.hostile, ["--encoding", "gzip+base64"]).page
    #expect(page.buttons == ["broker-1/user-data.gz.base64": "same"])
  }

  @Test func `bytes that no clipboard takes have no button`() throws {
    let scratch = try Scratch()
    _ = try scratch.run(["render", "kraft-dev", "--encoding", "gzip"])
    let page = try scratch.read("output/kraft-dev/index.html")
    #expect(
      page.contains("bytes: to be sent as a file") && !page.contains("<button type=\"button\" data-file")
    )
  }

  @Test func `a hundred nodes stay below two megabytes`() throws {
    let scratch = try Scratch()
    try scratch.write(
      "cluster: shop\nrelease: 8.3.0\nnodes: {count: 100, host: 'k-{id}.internal', zones: [us-east-1a]}\n",
      to: "profiles/c.yaml"
    )
    #expect(try scratch.run(["render", "c"]).status == 0)
    #expect(try scratch.data("output/shop/index.html").count < 2_000_000)
  }

  @Test(arguments: [
    ("a `b` **c**", "<p>a <code>b</code> <strong>c</strong></p>\n"),
    ("see [`x`](y/x) and [z](w).", "<p>see <a href=\"y/x\"><code>x</code></a> and <a href=\"w\">z</a>.</p>\n"),
    ("`<script>` & [no link]", "<p><code>&lt;script&gt;</code> &amp; [no link]</p>\n"),
    ("- a\n- b", "<ul><li>a</li>\n<li>b</li>\n</ul>\n"),
    (
      "| a | b |\n| --- | --- |\n| 1 | `2` |",
      "<table><tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td><code>2</code></td></tr>\n</table>\n"
    ),
  ])
  func `the README's own forms become HTML`(_ markdown: String, _ html: String) throws {
    let section = try #require(ReadmePage("# t\n\n\(markdown)\n").sections.first)
    var bytes: [UInt8] = []
    for element in section.content { element.append(to: &bytes) }
    #expect(String(decoding: bytes, as: UTF8.self) == html)
  }
}

import Profile
import TestSupport
import Testing

/// The grammar of image references.
struct ImageTests {
  private static func a(_ count: Int) -> String { String(repeating: "a", count: count) }

  @Test(arguments: [
    "a:b", "confluentinc/cp-kafka:5.3.1", "registry.example:5000/a/b:1", "a/b@sha256:\(a(64))", "a@sha512:\(a(128))",
    "a:1@sha256:\(a(64))", "localhost/a:1", "localhost:1/a:1", "Registry.example/a:1", "[2001:db8::1]:5000/a:1",
    "[::1]/a:1",
    "a.b/c_d/e__f/g--h.i:_1.2-X", "10.0.0.1:65535/a:1", "\(a(255)):1", "a:\(a(128))", "\(a(63)):1",
  ])
  func `a reference to an image that Docker takes`(_ image: String) throws {
    let profile = try profile(minimal + "services: {broker: {image: '\(image)'}}\n")
    #expect(profile.services?.first?.image?.value == image)
  }

  private static let parts = "write a name before the tag, and one between slashes"
  private static let component =
    "between slashes use lower-case letters and digits, with one `.`, one or two `_`, or some `-` between them"
  private static let lowerCase = "write the name in lower case; only a registry's and a tag can have capitals"
  private static let tagless = "write it as repository:tag, such as confluentinc/cp-kafka:5.3.1"
  private static let tag = "a tag has letters, digits, `_`, `.` and `-`, and begins with none of the last two"
  private static let digest =
    "write a digest as sha256: with 64 hexadecimal digits, as `docker images --digests` prints it"
  private static let port = "a registry's port is a number from 1 to 65535"
  private static let registry = "a registry's name has letters, digits, and inner hyphens between its dots"
  private static let ascii = "use ASCII characters without blanks"
  private static let sixth = "write an IPv6 address of a registry as [2001:db8::1]:5000"

  @Test(arguments: [
    ("", parts), (":b", parts), ("/a:b", parts), ("a//b:1", parts), ("a/:1", parts), ("@sha256:\(a(64))", parts),
    ("a", tagless), ("a/b", tagless), ("registry.example:5000/a/b", tagless),
    ("a:", "write a tag behind the colon, such as 5.3.1"), ("a:\(a(129))", "a tag can have 128 characters"),
    ("a:1:2", "write one tag, behind one colon"), ("a/b:1:latest", "write one tag, behind one colon"), ("a:.1", tag),
    ("a:-1", tag), ("a:$TAG", tag), ("a:`id`", tag), ("a:1+2", tag),
    ("Confluentinc/cp-kafka:1", lowerCase), ("confluentinc/CP-kafka:1", lowerCase), ("registry.example/A:1", lowerCase),
    ("-a:b", component), ("a-:b", component), ("a..b:1", component), ("a___b:1", component), ("a_-b:1", component),
    ("a/.b:1", component), ("a$b:1", component),
    ("registry.example:0/a:1", port), ("registry.example:65536/a:1", port), ("registry.example:/a:1", port),
    ("registry.example:5000x/a:1", port), ("[::1]:x/a:1", port), ("my_registry.example/a:1", registry),
    (".a/b:1", registry),
    ("a-.b/c:1", registry), ("[::1/a:1", sixth), ("[::g]:1/a:1", sixth), ("[::1]5000/a:1", sixth),
    ("a@sha256:\(a(64))@sha256:\(a(64))", "write one digest, behind one `@`"), ("a@", digest), ("a@sha256", digest),
    ("a@md5:\(a(32))", digest), ("a@SHA256:\(a(64))", digest),
    ("a@sha256:\(a(63))", "a sha256 digest has 64 hexadecimal digits, and this one has 63 characters"),
    ("a@sha256:\(a(65))", "a sha256 digest has 64 hexadecimal digits, and this one has 65 characters"),
    ("a@sha512:\(a(64))", "a sha512 digest has 128 hexadecimal digits, and this one has 64 characters"),
    ("a@sha256:\(a(63))A", "a digest has the digits 0 to 9 and a to f, in lower case"),
    ("a@sha256:\(a(63))g", "a digest has the digits 0 to 9 and a to f, in lower case"),
    ("\(a(64)):1", "64 hexadecimal digits are the id of an image; write its name"),
    ("\(a(256)):1", "the name before tag and digest can have 255 characters"),
    ("a b:1", ascii), ("a:1\u{301}", ascii), ("\u{2060}a:1", ascii), ("a:1\u{200D}", ascii), ("a\u{600}:1", ascii),
  ])
  func `a slip in a reference to an image, with how to mend it`(_ image: String, _ help: String) {
    let shown = image.count > 80 ? image.prefix(80) + "…" : image
    expect(
      minimal + "services: {broker: {image: «'\(image)'»}}\n",
      gives: .error(
        "bad-image",
        "`services.broker.image` is `\(shown)`, which is no image with a tag or digest",
        help: help
      )
    )
  }
}

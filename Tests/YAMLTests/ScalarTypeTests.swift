import Testing
import YAML

@Suite struct ScalarTypeTests {
  @Test(
    arguments: [
      ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nULL", .string),
      ("true", .boolean(true)), ("TRUE", .boolean(true)), ("False", .boolean(false)), ("yes", .string), ("on", .string),
      ("0", .integer(0)), ("-12", .integer(-12)), ("+7", .integer(7)), ("0755", .integer(755)), ("0o17", .integer(15)),
      ("0x1F", .integer(31)), ("0xg", .string), ("0o8", .string), ("0x", .string), ("0x-1", .string), ("0o+1", .string),
      ("-0x1", .string), ("1_000", .string), ("+", .string), ("-", .string),
      ("9223372036854775807", .integer(.max)), ("9223372036854775808", .float),
      ("1.5", .float), ("1.", .float), (".5", .float), ("-1e3", .float), ("1.5E-3", .float), (".inf", .float),
      ("-.Inf", .float), (".NaN", .float), (".", .string), ("e3", .string), ("1e", .string), ("1e+", .string),
      ("1.2.3", .string), ("1e3x", .string), ("-.nan", .string), ("inf", .string), ("22:22", .string), ("١", .string),
    ] as [(String, ScalarType)]
  )
  func `a plain scalar has the type of the core schema`(_ text: String, _ type: ScalarType) {
    #expect(Scalar(text, style: .plain).type == type)
  }

  @Test(arguments: [Scalar.Style.string, .singleQuoted, .doubleQuoted, .literal, .folded])
  func `a scalar of any other style is a string`(_ style: Scalar.Style) {
    for text in ["1", "true", "null", ""] { #expect(Scalar(text, style: style).type == .string) }
    #expect(!Scalar("yes", style: style).isAmbiguousBoolean)
  }

  @Test(arguments: [
    ("y", true), ("Yes", true), ("NO", true), ("n", true), ("on", true), ("Off", true), ("true", false),
    ("False", false),
    ("yess", false), ("", false), ("1", false),
  ])
  func `booleans of YAML 1.1 alone are told`(_ text: String, _ isAmbiguous: Bool) {
    #expect(Scalar(text, style: .plain).isAmbiguousBoolean == isAmbiguous)
  }
}

import Text

/// What a value of a cloud-config may be, as far as cloud-init's schema says.
indirect enum CloudConfigType: Sendable {
  /// A text.
  case text
  /// A text that names a file or folder which cloud-init writes to or makes.
  case path
  /// A text that says where output goes: a path behind `>` or `>>`, or a command behind `|`.
  case redirection
  /// `true` or `false`.
  case boolean
  /// A whole number.
  case integer
  /// Nothing.
  case null
  /// One of some texts.
  case choice([String])
  /// A list.
  case list(Self)
  /// A mapping with keys of cloud-init's; of each group of `required` one must be there.
  case fields([String: Self], required: [[String]] = [])
  /// A mapping with keys of the operator's.
  case names(Self)
  /// Any of some.
  case either([Self])
  /// Anything.
  case anything

  static let texts = list(text)

  /// In words that follow "must be".
  var description: String {
    switch self {
    case .text, .path, .redirection: "text"
    case .boolean: "`true` or `false`"
    case .integer: "a whole number"
    case .null: "nothing"
    case .choice(let texts): listed(texts.map { "`\($0)`" }, "or")
    case .list: "a list"
    case .fields, .names: "a mapping of keys to values"
    case .either(let types): listed(types.map(\.description), "or")
    case .anything: "anything"
    }
  }
}

import CLibYAML

extension Node {
  /// Appends the node as a YAML document: indented by two blanks, lines as long as they need to be, no markers, no tags.
  ///
  /// A `.string` scalar and every key come back as the same string from readers of YAML 1.1 and of 1.2, in the first of
  /// these forms that can hold them:
  /// 1. Plain, unless it begins with an indicator, looks like a number, date or time, is a word that some reader takes for a
  ///    boolean or null, or has `: `, ` #`, blanks at an end, or (in flow) a bracket, comma, colon or question mark.
  /// 2. Single-quoted, when it has one line and nothing that libyaml holds for unprintable.
  /// 3. A literal block, when it has line breaks, stands in block style and is no key, and no line of it ends in a blank.
  /// 4. Double-quoted with escapes: tabs, control characters, U+0085, U+2028, U+2029, U+FEFF, and all beyond
  ///    U+FFFF, which libyaml holds for unprintable.
  ///
  /// The other styles fall back to the next form that can hold the text; `.folded` is written as `.literal`, which with
  /// unlimited width differs in nothing but the indicator. `.plain` is written as it is, and `null` for nothing in flow.
  package func appendYAML(to output: inout [UInt8]) {
    unsafe withUnsafeMutablePointer(to: &output) { output in
      let emitter = unsafe Emitter(output)
      emitter.emit(document: self)
    }
  }
}

/// An owner of libyaml's emitter, which must not move in memory.
@safe
private struct Emitter: ~Copyable {
  private let emitter: UnsafeMutablePointer<yaml_emitter_t>

  /// Makes an emitter that appends to an array, which must outlive it.
  init(_ output: UnsafeMutablePointer<[UInt8]>) {
    unsafe emitter = .allocate(capacity: 1)
    precondition(unsafe yaml_emitter_initialize(emitter) == 1, "libyaml has no memory")
    unsafe yaml_emitter_set_output(
      emitter,
      { output, bytes, count in
        unsafe output?.assumingMemoryBound(to: [UInt8].self).pointee
          .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return 1
      },
      output
    )
    unsafe yaml_emitter_set_unicode(emitter, 1)
    unsafe yaml_emitter_set_width(emitter, -1)
    unsafe yaml_emitter_set_indent(emitter, 2)
    unsafe yaml_emitter_set_break(emitter, YAML_LN_BREAK)
  }

  deinit {
    unsafe yaml_emitter_delete(emitter)
    unsafe emitter.deallocate()
  }

  /// Emits a document; the stream is left open, as its end would write `...` after a block that ends in empty lines.
  func emit(document root: Node) {
    unsafe emit { unsafe yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
    unsafe emit { unsafe yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    emit(root, isInFlow: false)
    unsafe emit { unsafe yaml_document_end_event_initialize($0, 1) }
  }

  private func emit(_ node: Node, isInFlow: Bool) {
    let isFlow = isInFlow || node.isFlow
    switch node.content {
    case .scalar(let scalar):
      emit(scalar, isInFlow: isInFlow)
    case .sequence(let items):
      let style = isFlow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
      unsafe emit { unsafe yaml_sequence_start_event_initialize($0, nil, nil, 1, style) }
      for item in items { emit(item, isInFlow: isFlow) }
      unsafe emit { unsafe yaml_sequence_end_event_initialize($0) }
    case .mapping(let mapping):
      let style = isFlow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
      unsafe emit { unsafe yaml_mapping_start_event_initialize($0, nil, nil, 1, style) }
      for entry in mapping.entries {
        emit(Scalar(entry.key, style: .string), isInFlow: isFlow, isKey: true)
        emit(entry.value, isInFlow: isFlow)
      }
      unsafe emit { unsafe yaml_mapping_end_event_initialize($0) }
    }
  }

  private func emit(_ scalar: Scalar, isInFlow: Bool, isKey: Bool = false) {
    // libyaml would write '' in flow, which is a string.
    var text = scalar.style == .plain && scalar.text.isEmpty && isInFlow ? "null" : scalar.text
    text.withUTF8 { bytes in
      let style = unsafe scalar.style(bytes.span, isInFlow: isInFlow, isKey: isKey)
      unsafe emit {
        unsafe yaml_scalar_event_initialize($0, nil, nil, bytes.baseAddress, Int32(bytes.count), 1, 1, style)
      }
    }
  }

  /// Lets libyaml make an event and hands it over; libyaml owns it even when it can't be emitted.
  private func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
    var event = unsafe yaml_event_t()
    precondition(unsafe initialize(&event) == 1 && yaml_emitter_emit(emitter, &event) == 1, "libyaml has no memory")
  }
}

extension Scalar {
  /// The form by the policy of `appendYAML`; the bytes are those of the text.
  fileprivate func style(_ bytes: Span<UInt8>, isInFlow: Bool, isKey: Bool) -> yaml_scalar_style_t {
    if style == .plain { return YAML_PLAIN_SCALAR_STYLE }
    if style == .doubleQuoted { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
    let traits = TextTraits(bytes)
    let wantsBlock = style == .literal || style == .folded || traits.hasLineBreak
    if wantsBlock && traits.fitsLiteral && !isInFlow && !isKey { return YAML_LITERAL_SCALAR_STYLE }
    if !traits.fitsSingleQuotes { return YAML_DOUBLE_QUOTED_SCALAR_STYLE }
    let isPlain = style == .string && traits.fitsPlain && !(isInFlow && traits.hasFlowIndicator)
    return isPlain && !isSpecialWord ? YAML_PLAIN_SCALAR_STYLE : YAML_SINGLE_QUOTED_SCALAR_STYLE
  }

  /// Whether the text is a word that a reader of YAML 1.1 or 1.2 may take for a boolean, null, number or merge key.
  private var isSpecialWord: Bool {
    text.utf8.count <= 5 && specialWords.contains(text.lowercased())
  }
}

private let specialWords: Set<String> = [
  "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", "+.inf", "-.inf", ".nan", "<<", "=",
]

/// What one look at the bytes of a text says about the forms that can hold it.
private struct TextTraits {
  /// Whether the text doesn't look like a number and no indicator or blank makes something else of it in block style.
  private(set) var fitsPlain: Bool
  private(set) var fitsSingleQuotes = true
  private(set) var fitsLiteral = true
  private(set) var hasFlowIndicator = false
  private(set) var hasLineBreak = false

  init(_ text: Span<UInt8>) {
    fitsPlain = canBeginPlain(text) && !looksNumeric(text)
    var previous: UInt8?
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: " "):
        if previous == UInt8(ascii: ":") { fitsPlain = false }
      case UInt8(ascii: "#"):
        if previous == UInt8(ascii: " ") { fitsPlain = false }
      case UInt8(ascii: ":"), UInt8(ascii: "?"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "{"), UInt8(ascii: "}"):
        hasFlowIndicator = true
      case UInt8(ascii: "\n"):
        hasLineBreak = true
        fitsSingleQuotes = false
        if previous == UInt8(ascii: " ") { fitsLiteral = false }
      default:
        if isUnprintable(text, at: index) {
          fitsSingleQuotes = false
          fitsLiteral = false
        }
      }
      previous = byte
    }
    if previous == UInt8(ascii: " ") { fitsLiteral = false }
    if previous == UInt8(ascii: " ") || previous == UInt8(ascii: ":") || !fitsSingleQuotes { fitsPlain = false }
  }
}

/// Whether there is a first character and it is no indicator, blank or part of a document marker.
private func canBeginPlain(_ text: Span<UInt8>) -> Bool {
  guard let first = text.isEmpty ? nil : text[0] else { return false }
  let isMarker = text.count >= 3 && text[1] == first && text[2] == first
  switch first {
  case UInt8(ascii: "-"): return !isMarker && text.count > 1 && text[1] != UInt8(ascii: " ")
  case UInt8(ascii: "."): return !isMarker
  case UInt8(ascii: " "), UInt8(ascii: "!"), UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "%"),
    UInt8(ascii: "&"),
    UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ">"), UInt8(ascii: "?"),
    UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
    UInt8(ascii: "}"):
    return false
  default: return true
  }
}

/// Whether a text begins like a number and has nothing that no number, date or time has, in any base and notation.
private func looksNumeric(_ text: Span<UInt8>) -> Bool {
  for index in text.indices {
    switch text[index] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): continue
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "o"),
      UInt8(ascii: "x"), UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: " "):
      if index == 0 { return false }
    default: return false
    }
  }
  return true
}

/// Whether libyaml would escape the character that begins or continues there, or take it for a line break of YAML 1.1.
private func isUnprintable(_ text: Span<UInt8>, at index: Int) -> Bool {
  switch text[index] {
  case 0..<0x20, 0x7F: true  // C0 controls with the tab, and delete
  case 0xC2: text[index + 1] < 0xA0  // C1 controls
  case 0xE2: text[index + 1] == 0x80 && 0xA8...0xA9 ~= text[index + 2]  // U+2028, U+2029
  case 0xEF where text[index + 1] == 0xBB: text[index + 2] == 0xBF  // U+FEFF
  case 0xEF where text[index + 1] == 0xBF: text[index + 2] >= 0xBE  // U+FFFE, U+FFFF
  case 0xF0...: true  // beyond U+FFFF
  default: false
  }
}

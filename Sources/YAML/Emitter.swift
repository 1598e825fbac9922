import CLibYAML

extension Node {
  /// Appends the node as a YAML document, indented by two blanks, without markers, tags or a limit to its lines.
  ///
  /// A `.string` scalar and every key come back as the same string from readers of YAML 1.1 and of 1.2, in the first of
  /// these forms that can hold them:
  /// 1. Plain, unless it begins with an indicator, looks like a number, date or time, is a word that some reader takes
  ///    for a boolean or null, has `: ` or ` #`, or a blank or colon at its end, or in flow a bracket, comma, colon or
  ///    question mark.
  /// 2. Single-quoted, when it has one line and nothing to escape.
  /// 3. A literal block, when it has several lines, none of them with a blank at its end, and nothing to escape, and
  ///    stands in block style.
  /// 4. Double-quoted. What is escaped is what libyaml holds for unprintable: tabs and other control characters,
  ///    U+0085, U+FEFF and everything beyond U+FFFF, such as most emoji; and U+2028 and U+2029.
  ///
  /// The other styles fall back to double quotes; `.folded` is written as `.literal`, which without a limit to lines
  /// says the same. `.plain` is written as it is, and in flow as `null` when it is empty.
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
        emit(Scalar(entry.key, style: .string), isInFlow: isFlow)
        emit(entry.value, isInFlow: isFlow)
      }
      unsafe emit { unsafe yaml_mapping_end_event_initialize($0) }
    }
  }

  private func emit(_ scalar: Scalar, isInFlow: Bool) {
    // libyaml would write '' in flow, which is a string.
    var text = scalar.style == .plain && scalar.text.isEmpty && isInFlow ? "null" : scalar.text
    text.withUTF8 { bytes in
      let style = unsafe scalar.style(bytes.span)
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
  /// The form to ask libyaml for; where the text can't have it, libyaml goes from plain to single to double quotes, and
  /// from a block to double quotes, which makes the rest of the policy of `appendYAML`.
  fileprivate func style(_ bytes: Span<UInt8>) -> yaml_scalar_style_t {
    let breaks = LineBreaks(bytes)
    return switch style {
    case .plain: YAML_PLAIN_SCALAR_STYLE
    case .doubleQuoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
    case _ where breaks.hasSeparator: YAML_DOUBLE_QUOTED_SCALAR_STYLE
    case .literal, .folded: YAML_LITERAL_SCALAR_STYLE
    case _ where breaks.hasLineFeed: YAML_LITERAL_SCALAR_STYLE
    case .string where !isSpecialWord && !looksNumeric(bytes): YAML_PLAIN_SCALAR_STYLE
    case .string, .singleQuoted: YAML_SINGLE_QUOTED_SCALAR_STYLE
    }
  }

  /// Whether the text is a word that a reader of YAML 1.1 or 1.2 may take for a boolean, null, number or merge key.
  private var isSpecialWord: Bool {
    text.utf8.count <= 5 && specialWords.contains(text.lowercased())
  }
}

private let specialWords: Set<String> = [
  "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", "+.inf", "-.inf", ".nan", "<<", "=",
]

/// Which line breaks a text has.
private struct LineBreaks {
  private(set) var hasLineFeed = false
  /// Whether there is a U+2028 or U+2029: libyaml would not escape it, and only YAML 1.1 takes it for a line break.
  private(set) var hasSeparator = false

  init(_ text: Span<UInt8>) {
    for index in text.indices {
      if text[index] == UInt8(ascii: "\n") { hasLineFeed = true }
      if text[index] == 0xE2 && text[index + 1] == 0x80 && 0xA8...0xA9 ~= text[index + 2] { hasSeparator = true }
    }
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

import Text
import YAML

/// How Terraform has values.
extension Terraform {
  /// A value of the profile, in which Terraform would read `${` and `%{` as the start of a template.
  static func literal(_ text: String) -> Node { .string(text.terraformText) }

  /// The subnet in a zone.
  static func subnet(in zone: String) -> Node { .string("${var.subnets[\"\(zone)\"]}") }

  /// The content of a file beside the module, as the provider takes user-data: in base64.
  ///
  /// A compressed form is what the program wrote, and not `base64gzip` of the plain one: other bytes of the same text would
  /// make a new version of every template. `filebase64` takes any bytes, `file` only UTF-8, which base64 is.
  static func content(of file: UserDataFile) -> Node {
    .string("${\(file.isBase64 ? "file" : "filebase64")(\"${path.module}/../../\(file.path)\")}")
  }

  /// A policy as the text of an argument, with the account's id where it belongs.
  static func json(_ document: Node) -> Node {
    var bytes: [UInt8] = []
    document.appendJSON(to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self).terraformText
    return .string(text.putting(":${data.aws_caller_identity.current.account_id}:", for: ":\(AccessPolicy.account):"))
  }

  /// Tags as a map.
  static func tags(_ tags: [Tag]) -> Node {
    Node(.mapping(Mapping(tags.map { Mapping.Entry(key: $0.key, value: literal($0.value)) })))
  }

  /// The tags of a kind of resource that a launch template makes.
  static func tagSpecification(_ specification: Mapping) -> Node {
    let tags = (specification["Tags"]?.sequence ?? []).compactMap(\.mapping).map {
      Tag(key: $0["Key"]?.scalar?.text ?? "", value: $0["Value"]?.scalar?.text ?? "")
    }
    return ["resource_type": specification["ResourceType"] ?? .null, "tags": Self.tags(tags)]
  }

  /// The fields of an EC2 request as the provider's arguments: the same names in another case.
  static func arguments(_ node: Node) -> Node {
    switch node.content {
    case .scalar(let scalar): scalar.style == .plain ? node : literal(scalar.text)
    case .sequence(let items): Node(.sequence(items.map(arguments)))
    case .mapping(let mapping):
      Node(
        .mapping(
          Mapping(mapping.entries.map { Mapping.Entry(key: snakeCase($0.key), value: arguments($0.value)) })
        )
      )
    }
  }

  /// `VolumeSize` as `volume_size`.
  static func snakeCase(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      if byte.isCapital && !text.isEmpty { text += "_" }
      text += String(Unicode.Scalar(byte)).lowercased()
    }
    return text
  }
}

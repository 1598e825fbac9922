extension Node {
  /// The node as a YAML document.
  package var yamlBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendYAML(to: &bytes)
    return bytes
  }

  /// The node as a JSON document.
  package var jsonBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendJSON(to: &bytes)
    return bytes
  }
}

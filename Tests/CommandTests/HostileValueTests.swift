import Findings
import Foundation
import TestSupport
import Testing

/// Values that would do something if they ever became code, in every text of a profile that is free.
struct HostileValueTests {
  /// On one line, as variables and properties are.
  private static let words =
    [
      "'", "\"", "'\"'\"'", "\\", "\\n", "\\'", "trailing\\", "$(touch canary)", "`touch canary`", "${HOME}", "$HOME",
      "$$",
      "$", "${X:-$(touch canary)}", "'; touch canary; '", "\"; touch canary; \"", "; touch canary #", "| touch canary",
      "&& touch canary", "> canary", "%s%n%d", "%", "-rf", "--help", "# comment", "a # b", "a: b", "a:", ": a", "- a",
      "{a: b}",
      "[a", "}", "*a", "&a b", "!a b", "@a", "|", ">", "?", "~", "null", "true", "yes", "no", "0755", "1e3", "22:22",
      "0x1F",
      "2001-01-01", "=", "<<", "", " lead", "trail ", "  ", "EOF", "<<EOF", "{{ jinja }}", "## template: jinja",
      "#cloud-config", "---", "...", "é ü 漢字", "e\u{301}", "🎉", "\u{2028}a\u{2029}b", "\u{FEFF}a", "a\u{A0}b",
      "\u{202E}a",
      "\u{FFFD}", "a,b,c", "key=value", String(repeating: "x", count: 3000),
    ] + beside

  /// Characters that Swift takes for a part of the one before or behind them, and no reader of ours does.
  private static let marks = ["\u{600}", "\u{301}", "\u{200D}", "\u{FEFF}"]

  /// What some reader looks for, with those beside it.
  private static let beside = marks.flatMap { mark in
    [
      "\(mark)$\(mark)", "\(mark)${KAFKA_UI_PASSWORD}\(mark)", "$\(mark){HOME}", "\(mark)$(touch canary)\(mark)",
      "\(mark)%\(mark)", "\(mark)%{if true}a%{endif}", "\(mark)'; touch canary; '\(mark)", "'\(mark)'",
      "\(mark)\"\(mark)",
      "\(mark)/\(mark)", "\(mark){\(mark)", "\(mark)\\\(mark)", "\\\(mark)", "\(mark)`touch canary`\(mark)",
      "a:\(mark) b",
      "\(mark){{\(mark)", "#\(mark)", "-\(mark) a", mark,
    ]
  }

  /// Of more lines and of any characters, as the text of a file is.
  private static let texts =
    words + [
      "a\nb\n", "a\nb", "\n", "\n\n", "\na", " a\nb\n", "a\n\n", "a\n b\n  c", "a \nb", "\ta\n", "a\r\nb\r\n", "a\rb",
      "\u{0}",
      "a\u{7}b", "\u{1B}[31m", "\u{85}", "a\n---\nb\n", "a\n...\nb\n", "runcmd:\n- touch canary\n",
      "EOF\ntouch canary\n",
      "\u{7F}", "\u{2028}", "a\n\u{FEFF}b\n", "#cloud-config\nruncmd: []\n",
    ] + marks.flatMap { ["\($0)\n\($0)", "a\r\n\($0)", "\($0)\n---\n"] }

  /// Reads user-data by cloud-init's own code, and prints what was asked for as JSON.
  private static let reader = """
    import json, sys, os, pwd, grp, subprocess, yaml
    from cloudinit import user_data, util
    from cloudinit.config import cc_write_files

    data = open(sys.argv[1], "rb").read()
    message = user_data.UserDataProcessor(None).process(data)
    parts = [part for part in message.walk() if part.get_content_type() == "text/cloud-config"]
    assert len(parts) == 1, [part.get_content_type() for part in message.walk()]
    config = util.load_yaml(parts[0].get_payload(decode=True).decode())
    assert config == yaml.safe_load(data), "PyYAML and cloud-init read different documents"
    me = "%s:%s" % (pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name)
    own = [f for f in config["write_files"] if f["path"].startswith(("/etc/kafka-node", "/usr/sbin"))]
    cc_write_files.write_files("test", [dict(f, path=os.getcwd() + "/root" + f["path"]) for f in own], me)
    open("runcmd", "wb").write(util.shellify(config["runcmd"]).encode())
    compose = yaml.safe_load(open("root/etc/kafka-node/docker-compose.yml", encoding="utf-8"))
    json.dump({"config": config, "compose": compose}, open("read.json", "w"))
    """

  private struct Document: Decodable {
    struct Config: Decodable {
      struct File: Decodable {
        let path: String
        let content: String
      }
      let write_files: [File]
      let final_message: String?
      let ca_certs: [String: [String]]?
    }
    struct Compose: Decodable {
      struct Service: Decodable { let environment: [String: Value] }
      let services: [String: Service]
    }
    /// A variable's value, which is nil when it isn't text.
    struct Value: Decodable {
      let text: String?
      init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
    let config: Config
    let compose: Compose
  }

  /// Renders a profile with an addition, and reads the user-data back.
  private func read(_ addition: String, _ scratch: Scratch) throws -> Document {
    try scratch.write(try scratch.read("profiles/dev.yaml") + addition, to: "profiles/hostile.yaml")
    let outcome = try scratch.run(["render", "hostile"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let user_data = ["output/dev/broker-1/user-data.gz.base64", "output/dev/broker-1/user-data.yaml"]
    let path = try #require(user_data.first(where: scratch.exists))
    if path.hasSuffix("base64") { _ = try scratch.shell("base64 --decode \(path) | gunzip > user-data") }
    try scratch.write(Self.reader, to: "reader.py")
    let file = path.hasSuffix("base64") ? "user-data" : path
    let result = try scratch.execute(["/usr/bin/python3", "reader.py", file])
    #expect(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode(Document.self, from: try scratch.data("read.json"))
  }

  /// Swift's `==` is true for texts of which no byte is the same.
  private func expectSame(_ text: String?, _ expected: String, _ location: SourceLocation = #_sourceLocation) {
    #expect(
      text.map { Array($0.utf8) } == Array(expected.utf8),
      "\(expected.debugDescription)",
      sourceLocation: location
    )
  }

  private func expectNoSideEffect(_ scratch: Scratch) throws {
    #expect(try scratch.shell("find . -name 'canary*'").output.isEmpty)
  }

  @Test(.enabled(if: hasCloudInit, "needs cloud-init and its Python"))
  func `broker properties and variables of services come back as they were`() throws {
    let scratch = try Scratch()
    let values = Self.words.enumerated()
    // A name that is near none of Kafka's, so that it is passed on.
    let properties = values.map { "  zz.hostile.value\($0): \($1.quoted)\n" }.joined()
    let variables = values.map { "      HOSTILE_\($0): \($1.quoted)\n" }.joined()
    let services = """
      services:
        zookeeper:
        broker:
          environment:
      \(variables)  kafka-manager:
          environment:
      \(variables)
      """
    let profile = try scratch.read("profiles/dev.yaml").replacing(/services: .*\n/, with: services)
    try scratch.write(profile, to: "profiles/dev.yaml")
    let compose = try read("broker:\n" + properties, scratch).compose
    for (index, word) in values {
      let escaped = word.replacingOccurrences(of: "$", with: "$$", options: .literal)
      for service in ["broker", "kafka-manager"] {
        let variables = try #require(compose.services[service]?.environment)
        expectSame(variables["HOSTILE_\(index)"]?.text, escaped)
        if service == "broker" { expectSame(variables["KAFKA_ZZ_HOSTILE_VALUE\(index)"]?.text, escaped) }
      }
    }
    try expectNoSideEffect(scratch)
  }

  @Test(
    .enabled(if: hasCloudInit && isInstalled("docker-compose"), "needs cloud-init and docker-compose")
  )
  func `docker-compose hands them to the containers as they were`() throws {
    let scratch = try Scratch()
    let values = Self.words.enumerated()
    let services = """
      services:
        zookeeper:
        broker:
          environment:
      \(values.map { "      HOSTILE_\($0): \($1.quoted)\n" }.joined())
      """
    let profile = try scratch.read("profiles/dev.yaml").replacing(/services: .*\n/, with: services)
    try scratch.write(profile, to: "profiles/dev.yaml")
    _ = try read("", scratch)
    let config = try scratch.shell(
      "docker-compose --file root/etc/kafka-node/docker-compose.yml config > config.yaml",
      environment: ["HOME": "/root/of/another"]
    )
    #expect(config.status == 0, "\(config.errors)")
    let print = "import json, yaml; print(json.dumps(yaml.safe_load(open('config.yaml'))))"
    let json = try scratch.execute(["/usr/bin/python3", "-c", print])
    let compose = try JSONDecoder().decode(Document.Compose.self, from: json.bytes)
    for (index, word) in values {
      // `config` writes a compose file again, with every `$` doubled.
      let value = compose.services["broker"]?.environment["HOSTILE_\(index)"]?.text?
        .replacingOccurrences(of: "$$", with: "$", options: .literal)
      expectSame(value, word)
    }
    try expectNoSideEffect(scratch)
  }

  @Test(.enabled(if: hasCloudInit, "needs cloud-init and its Python"))
  func `files, commands and other keys of cloud_config come back as they were`() throws {
    let scratch = try Scratch()
    let texts = Self.texts.enumerated()
    let files = texts.map {
      "  - {path: \("/srv/\($0) $(touch canary)'\"`\u{600}%\u{301}".quoted), content: \($1.quoted)}\n"
    }.joined()
    let commands = Self.words.filter { !$0.isEmpty }.map { "  - [printf, '%s\\0', \($0.quoted)]\n" }.joined()
    let document = try read(
      """
      cloud_config:
        write_files:
      \(files)  runcmd:
      \(commands)  final_message: \(Self.texts.joined().quoted)
        ca_certs: {trusted: [\(Self.texts.map(\.quoted).joined(separator: ", "))]}
      """,
      scratch
    )
    let written = document.config.write_files.suffix(Self.texts.count)
    for ((index, text), file) in zip(texts, written) {
      #expect(Array(file.content.unicodeScalars) == Array(text.unicodeScalars), "\(text.debugDescription)")
      #expect(file.path == "/srv/\(index) $(touch canary)'\"`\u{600}%\u{301}")
    }
    expectSame(document.config.final_message, Self.texts.joined())
    #expect(document.config.ca_certs?["trusted"]?.map { Array($0.utf8) } == Self.texts.map { Array($0.utf8) })
    // The script that cloud-init makes of runcmd, with a kafka-node that does nothing.
    try scratch.write("#!/bin/sh\n", to: "bin/kafka-node")
    let run = try scratch.shell("chmod +x bin/kafka-node; PATH=$PWD/bin:$PATH sh runcmd")
    #expect(run.status == 0, "\(run.errors)")
    expectSame(run.output, Self.words.filter { !$0.isEmpty }.map { $0 + "\u{0}" }.joined())
    try expectNoSideEffect(scratch)
  }

  @Test(.enabled(if: hasCloudInit, "needs cloud-init and its Python"), arguments: ["dash", "bash"])
  func `the settings of the boot steps are data to the shell`(shell: String) throws {
    let scratch = try Scratch()
    _ = try read(
      """
      \u{20} options: defaults,nofail,x-systemd.device-timeout=30s,context=a:b@c
        owner: 1000:1001
      checkout: {repository: "https://example.com/~a/b%20c+d.git", ref: feature/a.b-c_d, directory: a/b-c_d.e}
      cloud_config: {packages: [g++, a.b-c_d]}
      """,
      scratch
    )
    let settings = "root/etc/kafka-node/node.env"
    // What a reader of the file finds by the rules of POSIX quoting, against what the shell has after it read it.
    let expected = try scratch.execute([
      "/usr/bin/python3", "-c",
      """
      import shlex
      for word in shlex.split(open("\(settings)").read(), comments=True): print(word)
      """,
    ])
    let names = expected.output.split(separator: "\n").compactMap { $0.split(separator: "=").first }
    #expect(names.count > 5)
    let print = names.map { "printf '%s=%s\\n' \($0) \"$\($0)\"\n" }.joined()
    try scratch.write("set -eu\n. ./\(settings)\n\(print)", to: "script")
    // A command that ran would be missed in this PATH, and say so.
    let sourced = try scratch.shell("PATH=/nowhere exec \"$(command -v \(shell))\" script")
    #expect(sourced.errors.isEmpty)
    #expect(sourced.output == expected.output)
    for value in ["https://example.com/~a/b%20c+d.git", "feature/a.b-c_d", "1000:1001", "g++ a.b-c_d"] {
      #expect(sourced.output.contains("=\(value)\n"))
    }
    try expectNoSideEffect(scratch)
  }

  // MARK: Tags

  /// All the words that a tag can have, in as few tags.
  private static let tags = stride(from: 0, to: shortWords.count, by: 8).map { start in
    shortWords[start..<min(start + 8, shortWords.count)].joined(separator: " ")
  }

  private static let shortWords = words.filter { $0.unicodeScalars.count < 50 }

  /// Renders a profile with those tags.
  private func renderTags(_ delivery: String, _ more: String = "") throws -> Scratch {
    let scratch = try Scratch()
    let tags = Self.tags.enumerated().map { "t\($0): \($1.quoted)" }.joined(separator: ", ")
    try scratch.write(
      """
      cluster: dev
      release: 8.3.0
      nodes: {count: 1, host: a.example, zones: [eu-west-1a]}
      delivery: [\(delivery)]
      network: {subnets: {eu-west-1a: subnet-01234567}}
      instance: {security_groups: [sg-01234567], tags: {\(tags)}}
      \(more)
      """,
      to: "dev.yaml"
    )
    let outcome = try scratch.run(["render", "dev.yaml"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return scratch
  }

  @Test(.enabled(if: LocalAWS.has("terraform"), "needs terraform"))
  func `Terraform takes every tag for itself`() throws {
    let scratch = try renderTags("terraform", "# ${KEY}")
    // What Terraform makes of every mapping of tags, without the provider.
    try scratch.write(
      """
      import json, sys
      def tags(node):
          if isinstance(node, dict):
              for key, value in node.items():
                  if key == "tags" and "t0" in value: yield value
                  yield from tags(value)
          elif isinstance(node, list):
              for item in node: yield from tags(item)
      module = json.load(open("output/dev/terraform/kafka/main.tf.json"))
      json.dump({"locals": {"tags": list(tags(module))}}, open("console/main.tf.json", "w"))
      """,
      to: "tags.py"
    )
    let outcome = try scratch.shell(
      """
      mkdir console && python3 tags.py && cd console
      terraform console <<< 'base64encode(jsonencode(local.tags))' 2> errors | tr -d '"' | base64 --decode
      """,
      environment: ["PATH": LocalAWS.path, "CHECKPOINT_DISABLE": "1", "HOME": scratch.url.path]
    )
    let read = try JSONDecoder().decode([[String: String]].self, from: outcome.bytes)
    #expect(read.count == 3)
    for tags in read {
      for (index, text) in Self.tags.enumerated() {
        // Terraform keeps text in normal form C.
        expectSame(tags["t\(index)"], text.precomposedStringWithCanonicalMapping)
      }
    }
    try expectNoSideEffect(scratch)
  }

  @Test func `the README's commands hand every tag to the AWS CLI as it is`() throws {
    let scratch = try renderTags("autoscaling")
    let readme = try scratch.read("output/dev/README.md").components(separatedBy: "\n")
    let start = try #require(readme.firstIndex { $0.contains("aws ec2 create-volume") })
    let command = readme[start..<start + 3].joined(separator: "\n")
    try scratch.write("aws() { printf '%s' \"${@: -1}\"; }\n\(command)\n", to: "command")
    let outcome = try scratch.shell("bash command")
    struct Specification: Decodable {
      struct Tag: Decodable {
        let Key: String
        let Value: String
      }
      let Tags: [Tag]
    }
    let tags = try JSONDecoder().decode([Specification].self, from: outcome.bytes)[0].Tags
    for (index, text) in Self.tags.enumerated() { expectSame(tags.first { $0.Key == "t\(index)" }?.Value, text) }
    try expectNoSideEffect(scratch)
  }

  @Test(arguments: [
    "{{resolve:ssm:/a:1}}", "\u{600}{{resolve:secretsmanager:a}}\u{301}", "{ {{resolve:ssm-secure:a}}}",
  ])
  func `a template has no reference that CloudFormation would look up`(text: String) throws {
    let scratch = try renderTags(
      "cloudformation",
      """
      services: {broker: {environment: {A: \(text.quoted)}}}
      broker: {my.plugin.text: \(text.quoted)}
      cloud_config: {write_files: [{path: /srv/a, content: \(text.quoted)}], runcmd: [\(text.quoted)]}
      """
    )
    let template = try scratch.read("output/dev/cloudformation.yaml")
    #expect(template.range(of: "{{resolve", options: .literal) == nil)
    let userData = try #require(template.firstMatch(of: #/UserData: ([A-Za-z0-9+\/=]+)\n/#)).output.1
    try scratch.write(String(userData), to: "user-data")
    // A large document is packed besides.
    let outcome = try scratch.shell(
      "base64 --decode user-data > a; gunzip < a > b 2> /dev/null || cp a b; cmp b output/dev/broker-1/user-data.yaml"
    )
    #expect(outcome == Outcome(status: 0, bytes: Data(), errors: ""))
  }

  // MARK: Fields that are not free

  private static let restricted = [
    "cluster: V", "release: V", "nodes: {count: 1, host: V}", "nodes: {count: 1, host: a.b, zones: [V]}",
    "nodes: {count: V, host: a.b}", "nodes: {count: 1, host: a.b, first_id: V}",
    "nodes: [{id: V, host: a.b}]", "nodes: [{id: 1, host: a.b, address: V}]",
    "nodes: [{id: 1, host: a.b, instance_type: V}]", "listeners: [{name: V, port: 1}]",
    "listeners: [{name: A, port: V}]",
    "listeners: [{name: A, port: 1, protocol: V}]", "listeners: [{name: A, port: 1, advertise: V}]",
    "services: [zookeeper, broker, V]", "services: {zookeeper: , broker: {image: V}}",
    "services: {zookeeper: , broker: {heap: V}}", "services: {zookeeper: , broker: {on: [V]}}",
    "services: {zookeeper: , broker: {environment: {V: a}}}", "broker: {V: a}", "broker: {log.retention.hours: V}",
    "data: {device: V}", "data: {mount: V}", "data: {owner: V}", "data: {options: V}", "data: {volume: {type: V}}",
    "data: {volume: {size: V}}", "data: {volume: {encrypted: V}}", "checkout: {repository: V}", "checkout: {ref: V}",
    "checkout: {directory: V}", "checkout: {commit: V}", "instance: {type: V}", "instance: {memory: V}",
    "instance: {operating_system: V}", "cloud_config: {packages: [V]}", "V: a", "data: {V: a}",
  ]

  @Test func `a value with a meaning to a shell, YAML, compose or Markdown is refused where a name is wanted`() throws {
    let scratch = try Scratch()
    let values =
      [
        "a$(touch canary)", "a`touch canary`", "a b", "a\nb", "a;b", "a'b", "a\"b", "${X}", "a|b", "a\\b", "a<b>",
        "a#b",
        "é", "a\u{0}b", "a\u{1B}[31mb", "..", "a*", "[a](b)", "--output",
      ] + Self.marks.flatMap { ["a\($0)", "\($0)a", "\($0)${X}"] }
    var profiles: [String] = []
    for (index, field) in Self.restricted.enumerated() {
      for (number, value) in values.enumerated() {
        let base = ["cluster: dev", "release: 5.3.1", "nodes: {count: 1, host: a.b}"]
        let rest = base.filter { $0.prefix { $0 != ":" } != field.prefix { $0 != ":" } }
        let path = "p/\(index)-\(number).yaml"
        try scratch.write((rest + [field.replacing("V", with: value.quoted)]).joined(separator: "\n"), to: path)
        profiles.append(path)
      }
    }
    let outcome = try scratch.run(["render"] + profiles)
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("\u{1B}"))
    let refused = Set(outcome.errors.matches(of: #/(?m)^(p/[0-9-]+\.yaml):\d+:\d+: error: /#).map { String($0.1) })
    for (index, field) in Self.restricted.enumerated() {
      for (number, value) in values.enumerated() where !refused.contains("p/\(index)-\(number).yaml") {
        Issue.record("\(field) takes \(value.debugDescription)")
      }
    }
    #expect(!scratch.exists("output"))
    try expectNoSideEffect(scratch)
  }

  @Test(arguments: ["cluster: a\u{0}b\n", "\u{0}", "cluster: \u{1B}[31m\n"])
  func `a profile with control characters is refused`(text: String) throws {
    let outcome = try Scratch().run(["check", "-"], input: Data(text.utf8))
    #expect(outcome.status == 1)
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\u{0}"))
  }

  @Test func `a profile that isn't UTF-8 is refused`() throws {
    let outcome = try Scratch().run(["check", "-"], input: Data("cluster: a".utf8) + [0xFF, 0xC0, 0x80, 0x0A])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("<standard input>:1:11: error: this is not UTF-8\n"))
  }
}

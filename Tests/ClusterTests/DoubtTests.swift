import TestSupport
import Testing

/// Mistakes that a profile has beside others.
@Suite struct DoubtTests {
  @Test func `eight mistakes of every kind are found in one run`() {
    expect(
      """
      «relase»: 8.3.0
      cluster: «Shop»
      nodes:
        count: ‹3›
        host: «kafka.example.com»
      listeners:
        - {name: A, port: ‹9092›}
        - {name: B, port: «9092»}
      services: {broker: , «conect»: }
      broker: {log.retention.hours: «7d»}
      data: {volume: {type: st1, size: «100»}}
      instance: {type: «m5.lrge»}
      """,
      gives: .error("unknown-key", "unknown key `relase`", help: "did you mean `release`?"),
      .error(
        "bad-cluster-name",
        "`cluster` is `Shop`, which is no cluster name",
        help: "use up to 40 lower-case letters, digits and hyphens, beginning with a letter"
      ),
      .error(
        "one-host",
        "all 3 nodes would be called `kafka.example.com`",
        help: "put {id} into it, such as kafka-{id}.example.internal",
        notes: ["the number of nodes is set here"]
      ),
      .error("duplicate-port", "port 9092 is given twice", notes: ["first given here"]),
      .error("unknown-service", "release 8.3.0 has no service `conect`", help: "did you mean `connect`?"),
      .error(
        "property-type",
        "`broker.log.retention.hours` is `7d`, and Kafka wants a whole number of 32 bits",
        help: "write `168`: the property counts hours"
      ),
      .error("volume-size", "a volume of type st1 can't have 100 GiB", help: "use 125 to 16384 GiB"),
      .error(
        "unknown-instance-type",
        "the memory of instance type `m5.lrge` isn't known",
        help: "did you mean `m5.large`? If not, say its memory, such as `instance: {memory: 8g}`"
      )
    )
  }

  @Test func `what follows from a value that is wrong isn't reported beside it`() {
    // Neither a listener that isn't read nor a node that isn't there is missed.
    expect(
      """
      cluster: shop
      release: 8.3.0
      nodes: {count: «three», host: 'kafka-{id}.example'}
      listeners: [{name: INTERNAL, port: «x»}]
      services: {broker: , schema-registry: {on: [3]}}
      broker: {listener.name.internal.ssl.client.auth: required, default.replication.factor: 3}
      """,
      gives: .error("wrong-type", "`nodes.count` must be a whole number from 1 to 1000, not `three`"),
      .error("wrong-type", "`listeners[0].port` must be a whole number from 1 to 65535, not `x`")
    )
  }

  @Test func `a release that nobody knows says nothing of services`() {
    expect(
      """
      cluster: shop
      release: «12.0.0»
      nodes: {count: 1, host: kafka.example}
      services: [zookeeper, broker, quantum]
      data: {options: «defaults»}
      """,
      gives: .error(
        "unknown-release",
        "release `12.0.0` isn't known",
        help: "`kafka-cloud-init catalog` lists those known"
      ),
      .error(
        "no-nofail",
        "`data.options` has no `nofail`: without it a missing volume stops the boot before SSH is up",
        help: "add it: defaults,nofail"
      )
    )
  }

  @Test(arguments: [
    ("log.retention.hours", "2w", "336", "hours"), ("log.retention.ms", "1 h", "3600000", "milliseconds"),
    ("log.retention.minutes", "90min", "90", "minutes"), ("log.segment.bytes", "1GB", "1073741824", "bytes"),
    ("log.retention.bytes", "20GiB", "21474836480", "bytes"),
  ])
  func `a property's value with a unit is shown as the number that the property counts`(
    _ name: String,
    _ value: String,
    _ number: String,
    _ unit: String
  ) {
    let findings = resolve(MarkedText(profile(nodes: 3, "broker: {\(name): «\(value)»}")).source).findings
    #expect(findings.count == 1)
    #expect(findings.first?.description.hasSuffix("(write `\(number)`: the property counts \(unit))") == true)
  }

  @Test(arguments: ["3s", "1.5h", "h", "90s"])
  func `a value that is no whole number of what a property counts is left to the operator`(_ value: String) {
    let findings = resolve(MarkedText(profile(nodes: 3, "broker: {log.retention.hours: «\(value)»}")).source).findings
    #expect(findings.first?.description.contains("(write") == false)
  }
}

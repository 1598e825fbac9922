import Foundation
import Testing

/// The steps that follow the mount.
@Suite(.enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")"))
struct StepTests {
  @Test func `Directories get the owner, with all that is in them`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run(
      "kafka-node mount; mkdir -p /data/kafka-data/a; touch /data/kafka-data/a/b; kafka-node directories; cd /data; "
        + "stat -c '%n %u:%g' zk-data zk-txn-logs kafka-data kafka-data/a/b")
    #expect(
      run.output.hasSuffix(
        "zk-data 12345:12345\nzk-txn-logs 12345:12345\nkafka-data 12345:12345\nkafka-data/a/b 12345:12345\n"))
  }

  @Test func `A directory that has its owner is not walked through at each boot`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run(
      "kafka-node mount; kafka-node directories; touch /data/kafka-data/x; kafka-node directories; stat -c %u /data/kafka-data/x")
    #expect(run.output.hasSuffix("\n0\n"))
  }

  @Test func `A change of owner that was cut off is completed`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.write("#!/bin/bash\nrm /commands/chown\n/usr/bin/chown \"${@:1:3}\"\nkill -9 $PPID\n", to: "/commands/chown")
    let run = try machine.run(
      """
      chmod 755 /commands/chown; kafka-node mount; mkdir /data/zk-data; touch /data/zk-data/{a,b}
      kafka-node directories; kafka-node directories; stat -c %u /data/zk-data/{a,b} /data/zk-data
      """)
    #expect(run.output.hasSuffix("\n12345\n12345\n12345\n"))
  }

  @Test("Nothing is written or started on the bare mount point", arguments: ["directories", "secrets", "start"])
  func bareMountPoint(step: String) throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run("mkdir /data; kafka-node checkout; kafka-node \(step); echo status $?; ls -A /data; cat /calls")
    #expect(run.output.contains("kafka-node: error: \(step): no volume at /data: kafka-node mount\nstatus 1\n"))
    #expect(!run.output.contains("compose up"))
    #expect(!run.output.contains("zk-data"))
  }

  @Test func `The checkout is the branch's commit`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; git -C /opt/kafka-node/checkout rev-parse HEAD; ls /opt/kafka-node")
    #expect(run.output.hasSuffix("\n\(commit)\ncheckout\n"))
  }

  @Test func `The pinned commit is fetched even when the branch has moved on`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    try machine.set(["COMMIT": commit])
    let run = try machine.run(
      """
      git clone -q /repository /w; cd /w; git -c user.name=x -c user.email=x@x commit -q --allow-empty -m later; git push -q
      cd /; kafka-node checkout; git -C /opt/kafka-node/checkout rev-parse HEAD
      """)
    #expect(run.output.hasSuffix("\n\(commit)\n"))
  }

  @Test func `A commit that the repository lacks fails and names it`() throws {
    let commit = String(repeating: "1", count: 40)
    let machine = try Machine(["COMMIT": commit])
    try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; echo status $?; ls /opt/kafka-node")
    #expect(run.output.contains("kafka-node: error: checkout: no \(commit) from file:///repository, see above\nstatus 1\n"))
    #expect(!run.output.hasSuffix("checkout\n"))
  }

  @Test func `A repository that is there only at the third try is enough`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.makeRepository(at: "/later")
    try machine.write(
      "#!/bin/bash\necho x >> /pauses\n[ $(wc -l < /pauses) != 2 ] || mv /later /repository\n", to: "/commands/sleep")
    let run = try machine.run("chmod 755 /commands/sleep; kafka-node checkout && wc -l < /pauses")
    #expect(run.output.hasSuffix("\n2\n"), "\(run.output)")
  }

  @Test func `A git that hangs is ended`() throws {
    let machine = try Machine()
    try machine.write("#!/bin/bash\n[[ $* != *fetch* ]] || exec /usr/bin/sleep 60\n", to: "/commands/git")
    let run = try machine.run("chmod 755 /commands/git; timeout 20 kafka-node checkout; echo status $?")
    #expect(run.output.hasSuffix("\nstatus 1\n"))
  }

  @Test func `A checkout that is there needs no network`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    #expect(try machine.run("kafka-node checkout; rm -r /repository; kafka-node checkout").status == 0)
  }

  @Test func `Another ref replaces the checkout`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run(
      """
      git -C /repository branch other; kafka-node checkout; touch /opt/kafka-node/checkout/old
      sed -i s/5.3.1-post/other/ /etc/kafka-node/node.env; kafka-node checkout; ls /opt/kafka-node/checkout
      """)
    #expect(run.output.hasSuffix("done\ncp-all-in-one\n"))
  }

  @Test func `This node's compose file replaces upstream's, which is kept once`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node checkout; kafka-node compose; kafka-node compose
      cd /opt/kafka-node/checkout/cp-all-in-one; cat docker-compose.yml docker-compose.yml.orig
      """)
    #expect(run.output.hasSuffix("\nservices: {}\nversion: \"2\"\n"))
  }

  @Test func `A checkout without the folder fails and names it`() throws {
    let machine = try Machine(["DIRECTORY": "cp-none"])
    try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; kafka-node compose")
    #expect(run.status == 1)
    #expect(run.output.contains("/opt/kafka-node/checkout/cp-none: No such file or directory"))
  }

  @Test func `Secrets are made once, for root alone, and given to compose`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let script = """
      kafka-node mount; kafka-node checkout; kafka-node secrets
      cd /opt/kafka-node/checkout/cp-all-in-one; cmp .env /data/.kafka-node/secrets.env && stat -c %a .env /data/.kafka-node/secrets.env
      cat .env
      """
    let first = try machine.run(script).output
    #expect(first.contains(/\n600\n600\nAPPLICATION_SECRET=[0-9a-f]{32}\nKAFKA_MANAGER_PASSWORD=[0-9a-f]{32}\n$/))
    let secrets = first.split(separator: "\n").suffix(2)
    #expect(secrets.first?.suffix(32) != secrets.last?.suffix(32))
    #expect(try machine.run(script).output.hasSuffix(secrets.joined(separator: "\n") + "\n"))
  }

  @Test func `Secrets are never printed`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let output = try machine.run("kafka-node boot; kafka-node status; cat /calls").output
    let secrets = try machine.run("kafka-node mount 2> /dev/null > /dev/null; cat /data/.kafka-node/secrets.env").output
    #expect(secrets.contains("PASSWORD="))
    for line in secrets.split(separator: "\n") {
      #expect(!output.contains(line.drop { $0 != "=" }.dropFirst()))
    }
  }

  @Test func `The instance's own values join the secrets in the .env file`() throws {
    let machine = try Machine(["INSTANCE_METADATA": "LOCAL_IPV4=local-ipv4 ZONE=placement/availability-zone"].merging(["STEPS": "secrets instance-metadata mount checkout"]) { $1 })
    try machine.attach()
    try machine.makeRepository()
    try machine.write("10.0.0.7", to: "/metadata/local-ipv4")
    try machine.write("ap-northeast-2a", to: "/metadata/availability-zone")
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node instance-metadata; kafka-node instance-metadata
      cd /opt/kafka-node/checkout/cp-all-in-one; stat -c %a .env; cat .env
      """)
    #expect(run.output.contains(/\n600\nAPPLICATION_SECRET=.*\nKAFKA_MANAGER_PASSWORD=.*\nLOCAL_IPV4=10.0.0.7\nZONE=ap-northeast-2a\n/))
  }

  @Test("A value of the instance that is no name or address is refused", arguments: ["$(id)", "a b", "", "x\ny"])
  func metadata(value: String) throws {
    let machine = try Machine(["INSTANCE_METADATA": "NAME=tag", "STEPS": "instance-metadata checkout"])
    try machine.makeRepository()
    try machine.write(value, to: "/metadata/tag")
    let run = try machine.run("kafka-node checkout; kafka-node instance-metadata")
    #expect(run.output.hasSuffix("kafka-node: error: instance-metadata: tag is no name or address\n"))
  }

  @Test func `Names of the nodes are in the hosts file once, also when it was written anew`() throws {
    let machine = try Machine(["HOSTS": "10.0.0.1 kafka-1\n10.0.0.2 kafka-2", "STEPS": "hosts"])
    try machine.write("127.0.0.1 localhost\n", to: "/etc/hosts")
    let run = try machine.run("kafka-node hosts; kafka-node hosts; cat /etc/hosts")
    #expect(run.output.hasSuffix("done\n10.0.0.1 kafka-1 # kafka-node\n10.0.0.2 kafka-2 # kafka-node\n127.0.0.1 localhost\n"))
  }

  @Test func `A registry that fails twice is asked a third time`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("echo 2 > /failures; kafka-node boot; echo status $?; grep -c 'compose up' /calls; cat /run/kafka-node")
    #expect(run.output.contains("\nstatus 0\n3\nkafka-node: verify: done at "))
  }

  @Test func `A stack that does not come up fails in the end`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("echo 999 > /failures; kafka-node boot; echo status $?; kafka-node status")
    #expect(run.output.contains("kafka-node: error: start: the stack does not start, see above\nstatus 1\n"))
  }

  @Test func `A compose file that is not valid is not started`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    try machine.write("INVALID\n", to: "/etc/kafka-node/docker-compose.yml")
    let run = try machine.run("kafka-node boot; echo status $?; cat /calls")
    #expect(run.output.contains("kafka-node: error: start: "))
    #expect(run.output.contains("status 1\n"))
    #expect(!run.output.contains("compose up"))
  }

  @Test func `Without the plugin docker-compose is used`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("rm /compose-version; touch /docker-compose-version; kafka-node boot; kafka-node stop; cat /calls")
    #expect(run.output.contains("\ndocker-compose up -d --build --remove-orphans --quiet-pull\n"))
    #expect(run.output.hasSuffix("\ndocker-compose stop\n"))
  }

  @Test func `Verify tells which brokers are seen of all`() throws {
    let machine = try Machine()
    try machine.write("b:9092 (id: 10 rack: x) -> (\na:9092 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 7\n)\n", to: "/brokers")
    let run = try machine.run("kafka-node verify")
    #expect(run.output.contains("kafka-node: verify: sees brokers 1 10 of 1 2 3 (look again: kafka-node verify)\n"))
    #expect(run.status == 0)
  }

  @Test func `A broker that is not registered is a failure`() throws {
    let machine = try Machine()
    try machine.write("b:9092 (id: 11 rack: x) -> (\n", to: "/brokers")
    let run = try machine.run("kafka-node verify")
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("kafka-node: error: verify: broker 1 is not registered: docker logs broker\n"))
  }

  @Test func `kafka-manager is told of the cluster once and must list the broker`() throws {
    let machine = try Machine(["STEPS": "mount kafka-manager secrets checkout", "WAIT": "9"])
    try machine.attach()
    try machine.makeRepository()
    try machine.write("{\"brokers\":[1,2,3]}", to: "/kafka-manager-brokers")
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node kafka-manager; kafka-node kafka-manager; cat /calls
      . /data/.kafka-node/secrets.env; ! grep -q $KAFKA_MANAGER_PASSWORD /calls && grep -qx "user=\\"admin:$KAFKA_MANAGER_PASSWORD\\"" /curl-input
      """)
    #expect(run.status == 0, "the password goes by standard input, and only so")
    let added = run.output.split(separator: "\n").filter { $0.hasPrefix("curl") && $0.contains("/clusters ") }
    #expect(added == ["curl -sfm 20 -K - http://localhost:9000/clusters -o /dev/null --data-urlencode zkHosts=kafka-1:2181,kafka-2:2181 -d name=prod&kafkaVersion=2.2.0&securityProtocol=PLAINTEXT&pollConsumers=true"])
  }

  @Test("A kafka-manager that does not list the broker is a failure", arguments: ["[]", "[2,3]", "[11,21]"])
  func kafkaManager(brokers: String) throws {
    let machine = try Machine(["STEPS": "mount kafka-manager secrets checkout"])
    try machine.attach()
    try machine.makeRepository()
    try machine.write("{\"brokers\":\(brokers)}", to: "/kafka-manager-brokers")
    let run = try machine.run("kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node kafka-manager")
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("kafka-manager lists no broker 1: docker logs kafka-manager\n"))
  }
}

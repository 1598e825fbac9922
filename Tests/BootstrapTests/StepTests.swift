import Foundation
import Testing

/// The steps that follow the mount.
@Suite(
  .enabled(if: Machine.obstacle == nil, "needs root, loop devices, overlayfs and xfsprogs: \(Machine.obstacle ?? "")")
)
struct StepTests {
  @Test func `Directories get the owner, with all that is in them`() throws {
    let machine = try Machine()
    try machine.attach()
    let run = try machine.run(
      "kafka-node mount; mkdir -p /data/kafka-data/a; touch /data/kafka-data/a/b; kafka-node directories; cd /data; "
        + "stat -c '%n %u:%g' zk-data zk-txn-logs kafka-data kafka-data/a/b"
    )
    #expect(
      run.output.hasSuffix(
        "zk-data 12345:12345\nzk-txn-logs 12345:12345\nkafka-data 12345:12345\nkafka-data/a/b 12345:12345\n"
      )
    )
  }

  @Test func `A change of owner that was cut off is completed`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.replace("chown", by: "rm /commands/chown; /usr/bin/chown \"${@:1:3}\"; kill -9 $PPID")
    let run = try machine.run(
      """
      kafka-node mount; mkdir /data/zk-data; touch /data/zk-data/{a,b}
      kafka-node directories; kafka-node directories; stat -c %u /data/zk-data/{a,b} /data/zk-data
      """
    )
    #expect(run.output.hasSuffix("\n12345\n12345\n12345\n"))
  }

  @Test("Nothing is written or started on the bare mount point", arguments: ["directories", "secrets", "start"])
  func bareMountPoint(step: String) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      "kafka-node mount; kafka-node checkout; umount /data; kafka-node \(step); echo status $?; ls -A /data; cat /calls"
    )
    #expect(
      run.output.contains(
        "kafka-node: \(step): error: \(step == "start" ? "no volume at /data" : "see above")\nstatus 1\n"
      ),
      "\(run.output)"
    )
    #expect(!run.output.contains("compose up"))
    #expect(run.output.contains("status 1\nudevadm"), "the bare mount point stays empty")
  }

  @Test(arguments: [
    ("", "sysctl -qw vm.swappiness=1\nsysctl -qw vm.max_map_count=262144\n"),
    ("echo 1048576 > /map_count; ", "sysctl -qw vm.swappiness=1\n"),
  ])
  func `The kernel gets room for log segments, unless it has more already`(_ before: String, _ calls: String) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      "\(before)kafka-node mount; kafka-node checkout; kafka-node compose; kafka-node start && grep sysctl /calls"
    )
    #expect(run.output.hasSuffix("start: done\n\(calls)"), "\(run.output)")
  }

  @Test func `A kernel whose settings can't be changed starts the broker all the same`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    try machine.replace("sysctl", by: "exit 1")
    let run = try machine.run(
      "kafka-node mount; kafka-node checkout; kafka-node compose; kafka-node start; echo status $?"
    )
    #expect(run.output.contains("kafka-node: start: kernel settings left as they are\n"), "\(run.output)")
    #expect(run.output.hasSuffix("status 0\n"))
  }

  @Test func `The checkout is the branch's commit`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; git -C /opt/kafka-node rev-parse HEAD; ls -d /opt/kafka-node*")
    #expect(run.output.hasSuffix("\n\(commit)\n/opt/kafka-node\n"))
  }

  @Test func `The pinned commit is fetched even when the branch has moved on`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    try machine.set(["COMMIT": commit])
    let run = try machine.run(
      """
      git clone -q /repository /w; cd /w; git -c user.name=x -c user.email=x@x commit -q --allow-empty -m later; git push -q
      cd /; kafka-node checkout; git -C /opt/kafka-node rev-parse HEAD
      """
    )
    #expect(run.output.hasSuffix("\n\(commit)\n"))
  }

  @Test func `A commit that the repository lacks fails and names it`() throws {
    let commit = String(repeating: "1", count: 40)
    let machine = try Machine(["COMMIT": commit])
    try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; echo status $?; ls -d /opt/kafka-node")
    #expect(
      run.output.contains("kafka-node: checkout: error: no \(commit) from file:///repository\nstatus 1\nls: "),
      "\(run.output)"
    )
  }

  @Test func `A repository that is there only at the third try is enough`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.makeRepository(at: "/later")
    try machine.replace("sleep", by: "echo x >> /pauses; [ $(wc -l < /pauses) != 2 ] || mv /later /repository")
    let run = try machine.run("kafka-node checkout && wc -l < /pauses")
    #expect(run.output.hasSuffix("\n2\n"), "\(run.output)")
  }

  @Test func `A git that hangs is ended`() throws {
    let machine = try Machine(["WAIT": "1"])
    try machine.replace("git", by: "[[ $* != *fetch* ]] || exec /usr/bin/sleep 60; exec /usr/bin/git \"$@\"")
    let run = try machine.run("timeout 20 kafka-node checkout; echo status $?")
    #expect(run.output.hasSuffix("\nstatus 1\n"))
  }

  @Test func `A checkout that is there needs no network`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    #expect(try machine.run("kafka-node checkout; rm -r /repository; kafka-node checkout").status == 0)
  }

  @Test func `A checkout that was cut off is begun again`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run("mkdir -p /opt/kafka-node.new/.git; kafka-node checkout; ls /opt/kafka-node")
    #expect(run.output.hasSuffix("\ncp-all-in-one\n"), "\(run.output)")
  }

  @Test func `This node's compose file replaces upstream's, which git keeps`() throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node checkout; kafka-node compose; kafka-node compose; cd /opt/kafka-node/cp-all-in-one
      cmp docker-compose.yml /etc/kafka-node/docker-compose.yml; git show HEAD:./docker-compose.yml
      """
    )
    #expect(run.output.hasSuffix("done\nversion: \"2\"\n"), "\(run.output)")
  }

  @Test func `A checkout without the folder fails and names it`() throws {
    let machine = try Machine(["DIRECTORY": "cp-none"])
    try machine.makeRepository()
    let run = try machine.run("kafka-node checkout; kafka-node compose")
    #expect(run.status == 1)
    #expect(run.output.contains("/opt/kafka-node/cp-none/docker-compose.yml.new: No such file or directory"))
  }

  private static let secrets = ["SECRETS": "APPLICATION_SECRET KAFKA_MANAGER_PASSWORD"]

  @Test func `Secrets are made once, for root alone, and given to compose`() throws {
    let machine = try Machine(Self.secrets)
    try machine.attach()
    try machine.makeRepository()
    let script = """
      kafka-node mount; kafka-node checkout; kafka-node secrets
      cd /opt/kafka-node/cp-all-in-one; cmp .env /data/.kafka-node && stat -c %a .env /data/.kafka-node
      cat .env
      """
    let first = try machine.run(script).output
    #expect(first.contains(/\n600\n600\nAPPLICATION_SECRET=[0-9a-f]{32}\nKAFKA_MANAGER_PASSWORD=[0-9a-f]{32}\n$/))
    let secrets = first.split(separator: "\n").suffix(2)
    #expect(secrets.first?.suffix(32) != secrets.last?.suffix(32))
    #expect(try machine.run(script).output.hasSuffix(secrets.joined(separator: "\n") + "\n"))
  }

  @Test func `A secret that is asked for later joins those that are there`() throws {
    let machine = try Machine(["SECRETS": "FIRST_SECRET"])
    try machine.attach()
    try machine.makeRepository()
    let first = try machine.run("kafka-node mount; kafka-node checkout; kafka-node secrets; cat /data/.kafka-node")
      .output
    let line = try #require(first.split(separator: "\n").last)
    try machine.set(["SECRETS": "FIRST_SECRET KAFKA_UI_PASSWORD"])
    let second = try machine.run("kafka-node mount &> /dev/null; kafka-node secrets; cat /data/.kafka-node").output
    #expect(second.contains(try Regex("\n\(line)\nKAFKA_UI_PASSWORD=[0-9a-f]{32}\n$")), "\(second)")
  }

  @Test func `Secrets are never printed`() throws {
    let machine = try Machine(Self.secrets)
    try machine.attach()
    try machine.makeRepository()
    let output = try machine.run("kafka-node boot; kafka-node status; cat /calls").output
    let secrets = try machine.run("kafka-node mount &> /dev/null; cat /data/.kafka-node").output
    #expect(secrets.contains("PASSWORD="))
    for line in secrets.split(separator: "\n") {
      #expect(!output.contains(line.drop { $0 != "=" }.dropFirst()))
    }
  }

  @Test func `The instance's own values join the secrets in the .env file`() throws {
    let machine = try Machine(["WAIT": "9"], profile: Machine.complete)
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write("10.0.0.7", to: "/metadata/local-ipv4")
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node identity; kafka-node identity
      cd /opt/kafka-node/cp-all-in-one; stat -c %a .env; cat .env; grep -o '\\${.*IPV4.*}:29092' /etc/kafka-node/docker-compose.yml
      """
    )
    #expect(
      run.output.contains(
        /\n600\nAPPLICATION_SECRET=[0-9a-f]{32}\nKAFKA_MANAGER_PASSWORD=[0-9a-f]{32}\n(.*)=10.0.0.7\n\n?\$\{\1.*\}:29092\n/
      ),
      "\(run.output)"
    )
  }

  @Test func `Without the secrets there is no .env file`() throws {
    let machine = try Machine(["WAIT": "9"], profile: Machine.complete)
    try machine.makeRepository()
    try machine.connect()
    try machine.write("10.0.0.7", to: "/metadata/local-ipv4")
    #expect(try machine.run("kafka-node checkout; kafka-node identity").status == 1)
  }

  @Test("A value of the instance that is no name or address is refused", arguments: ["$(id)", "a b", "", "x\ny"])
  func metadata(value: String) throws {
    let machine = try Machine(["INSTANCE_METADATA": "NAME=tag", "WAIT": "9"], profile: Machine.complete)
    try machine.makeRepository()
    try machine.connect()
    try machine.write(value, to: "/metadata/tag")
    let run = try machine.run("kafka-node checkout; kafka-node identity")
    #expect(run.output.hasSuffix("kafka-node: identity: error: tag is neither name nor address\n"), "\(run.output)")
  }

  @Test func `An instance without the value, such as a public address, says so`() throws {
    let machine = try Machine(["WAIT": "9"], profile: Machine.complete)
    try machine.connect()
    let run = try machine.run("kafka-node identity")
    #expect(run.output.hasSuffix("kafka-node: identity: error: the instance has no local-ipv4\n"), "\(run.output)")
  }

  @Test func `A metadata service that does not answer is waited for within bounds`() throws {
    let run = try Machine(profile: Machine.complete).run("kafka-node identity")
    #expect(
      run.output.hasSuffix("kafka-node: identity: error: the instance metadata service does not answer\n"),
      "\(run.output)"
    )
  }

  @Test func `Names of the nodes are in the hosts file once, also when it was written anew`() throws {
    let machine = try Machine(profile: Machine.complete)
    try machine.write("127.0.0.1 localhost\n", to: "/etc/hosts")
    let run = try machine.run(
      "kafka-node hosts; kafka-node hosts; umask 077; kafka-node hosts; stat -c %a /etc/hosts; cat /etc/hosts"
    )
    #expect(
      run.output.hasSuffix(
        "done\n644\n10.0.0.2 kafka-2.example.internal # kafka-node\n10.0.0.3 kafka-3.example.internal # kafka-node\n"
          + "127.0.0.1 localhost\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `A registry that fails twice is asked a third time`() throws {
    let machine = try Machine(["WAIT": "20"])
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      "echo 2 > /failures; kafka-node boot; echo status $?; grep -c 'compose up' /calls; cat /run/kafka-node"
    )
    #expect(run.output.contains("\nstatus 0\n3\nkafka-node: verify: done at "))
  }

  @Test func `A stack that does not come up fails in the end`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run("echo 999 > /failures; kafka-node boot; echo status $?; kafka-node status")
    #expect(run.output.contains("kafka-node: start: error: the stack does not start, see above\nstatus 1\n"))
  }

  @Test func `Without the plugin docker-compose is used`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      "rm /compose-version; touch /docker-compose-version; kafka-node boot; kafka-node stop; cat /calls"
    )
    #expect(run.output.contains("\ndocker-compose up -d --build --quiet-pull --remove-orphans\n"))
    #expect(run.output.hasSuffix("\ndocker-compose stop\n"))
  }

  @Test func `Verify tells which brokers are seen`() throws {
    let machine = try Machine()
    try machine.write(
      "b:9092 (id: 10 rack: x) -> (\na:9092 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 7\n)\n",
      to: "/brokers"
    )
    let run = try machine.run("kafka-node verify")
    #expect(run.output.contains("sees brokers 1 10\n"))
    #expect(run.status == 0)
  }

  @Test func `A broker that is not registered is a failure`() throws {
    let machine = try Machine(["WAIT": "1"])
    try machine.write("b:9092 (id: 11 rack: x) -> (\n", to: "/brokers")
    let run = try machine.run("kafka-node verify; e=$?; [ $SECONDS -ge 3 ] || echo too soon; exit $e")
    #expect(run.status == 1)
    #expect(run.output.hasSuffix("kafka-node: verify: error: broker 1 is not registered: docker logs broker\n"))
  }

  @Test func `kafka-manager is told of the cluster and must list the broker`() throws {
    let machine = try Machine(["WAIT": "20"], profile: Machine.complete)
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write("[1,2,3]", to: "/kafka-manager-brokers")
    try machine.write("", to: "/not-ready")
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node kafka-manager; kafka-node kafka-manager; echo status $?
      cat /registered; grep -c /clusters /calls; . /data/.kafka-node; ! grep $KAFKA_MANAGER_PASSWORD /calls
      """
    )
    #expect(run.status == 0, "the password is on no command line")
    // Twice, because the first answer was an error, with status 200.
    #expect(
      run.output.hasSuffix(
        "\nstatus 0\n\(machine.cluster) zookeeper:2181,kafka-2.example.internal:2181,kafka-3.example.internal:2181\n2\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `kafka-manager is asked with its own password, whatever other web UI has one`() throws {
    let machine = try Machine(
      ["SECRETS": "APPLICATION_SECRET KAFKA_MANAGER_PASSWORD KAFKA_UI_PASSWORD"],
      profile: Machine.complete
    )
    try machine.attach()
    try machine.makeRepository()
    try machine.replace("curl", by: "cat > /credentials; echo 1")
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node kafka-manager
      . /data/.kafka-node; [ "$(cat /credentials)" = user=admin:$KAFKA_MANAGER_PASSWORD ]
      """
    )
    #expect(run.status == 0, "\(run.output)")
  }

  @Test("A kafka-manager that does not list the broker is a failure", arguments: ["[]", "[2,3]", "[11,21]"])
  func kafkaManager(brokers: String) throws {
    let machine = try Machine(profile: Machine.complete)
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write(brokers, to: "/kafka-manager-brokers")
    let run = try machine.run("kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node kafka-manager")
    #expect(run.status == 1)
    #expect(
      run.output.hasSuffix(
        "kafka-node: kafka-manager: error: kafka-manager lists no broker 1: docker logs kafka-manager\n"
      ),
      "\(run.output)"
    )
  }
}

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
        "kafka-node: \(step): error: no volume at /data\nstatus 1\n"
      ),
      "\(run.output)"
    )
    #expect(!run.output.contains(" up -d"))
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

  /// Makes a second commit, with more files, and leaves the branch at it.
  private let later = """
    git clone -q /repository /w; cd /w/cp-all-in-one
    echo later > docker-compose.yml; echo later > new; ln -s /etc/victim link
    git add -A; git -c user.name=x -c user.email=x@x commit -qm later; git push -q; cd /

    """

  @Test func `A checkout of another commit is brought to the pinned one, and what isn't of it stays`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    let run = try machine.run(
      later + """
        kafka-node checkout; kafka-node compose; cd /opt/kafka-node/cp-all-in-one; echo mine > data
        echo COMMIT=\(commit) >> /etc/kafka-node/node.env
        kafka-node checkout; kafka-node compose; git rev-parse HEAD; ls; cat data; cmp docker-compose.yml /etc/kafka-node/docker-compose.yml
        """
    )
    #expect(run.output.hasSuffix("\n\(commit)\ndata\ndocker-compose.yml\nmine\n"), "\(run.output)")
    #expect(run.status == 0)
  }

  @Test func `A checkout of the pinned commit needs neither network nor git`() throws {
    let machine = try Machine()
    try machine.set(["COMMIT": machine.makeRepository()])
    let run = try machine.run("kafka-node checkout; rm -r /repository /usr/bin/git; kafka-node checkout")
    #expect(run.output == "kafka-node: checkout: done\nkafka-node: checkout: done\n")
  }

  @Test func `A checkout of another commit that can't be had is not gone on with`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    let wanted = String(repeating: "1", count: 40)
    let run = try machine.run(
      "kafka-node checkout; echo COMMIT=\(wanted) >> /etc/kafka-node/node.env; kafka-node checkout; echo status $?"
    )
    #expect(
      run.output.hasSuffix(
        "kafka-node: checkout: error: /opt/kafka-node is at \(commit) and can't be brought to \(wanted): see above, "
          + "or move it away\nstatus 1\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `A folder that is no checkout is not taken for the pinned commit`() throws {
    let machine = try Machine(["COMMIT": String(repeating: "1", count: 40)])
    let run = try machine.run("mkdir /opt/kafka-node; kafka-node checkout")
    #expect(run.output.contains("error: /opt/kafka-node is at no commit and can't be brought to 1111"), "\(run.output)")
  }

  @Test("A move to another commit that was cut off is completed", arguments: 1...6)
  func move(command: Int) throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    try machine.replace(
      "git",
      by: """
        [ ! -e /cut ] || { echo x >> /cut; [ $(wc -l < /cut) != \(command) ] || kill -9 -- -$(cat /pid) $PPID $$; }
        exec /usr/bin/git "$@"
        """
    )
    let run = try machine.run(
      later + """
        kafka-node checkout; echo COMMIT=\(commit) >> /etc/kafka-node/node.env
        echo -n > /cut; setsid -w bash -c 'echo $$ > /pid; exec kafka-node checkout'; echo status $?; rm /cut
        echo WAIT=60 >> /etc/kafka-node/node.env # for the lock of what is still dying
        touch /opt/kafka-node/.git/index.lock; kafka-node checkout
        git -C /opt/kafka-node rev-parse HEAD; git -C /opt/kafka-node status --short
        """
    )
    #expect(run.output.contains("status 137\n"), "\(run.output)")
    #expect(run.output.hasSuffix("done\n\(commit)\n"), "\(run.output)")
  }

  @Test func `A commit comes by its branch from a server that gives nothing but branches`() throws {
    let machine = try Machine()
    let commit = try machine.makeRepository()
    try machine.set(["COMMIT": commit])
    let run = try machine.run(
      later + "git config --system protocol.version 0; kafka-node checkout; git -C /opt/kafka-node rev-parse HEAD"
    )
    #expect(run.output.hasSuffix("done\n\(commit)\n"), "\(run.output)")
  }

  @Test func `Links in the repository lead nowhere`() throws {
    let machine = try Machine(["DIRECTORY": "folder"])
    try machine.makeRepository()
    let run = try machine.run(
      """
      git clone -q /repository /w; cd /w; ln -s /etc/victim folder; ln -s /etc/passwd link; mkdir /etc/victim
      git add -A; git -c user.name=x -c user.email=x@x commit -qm links; git push -q
      kafka-node checkout; kafka-node compose; echo status $?; find /opt/kafka-node -type l; ls /etc/victim
      """
    )
    #expect(run.output.hasSuffix("kafka-node: compose: error: no folder folder in /opt/kafka-node\nstatus 1\n"))
  }

  @Test func `A link in a checkout of before is not followed`() throws {
    let machine = try Machine()
    let run = try machine.run(
      """
      mkdir -p /opt/kafka-node /etc/victim; ln -s /etc/victim /opt/kafka-node/cp-all-in-one
      kafka-node compose; ls /etc/victim
      """
    )
    #expect(
      run.output
        == "kafka-node: compose: error: /opt/kafka-node/cp-all-in-one is behind a link, so nothing is written there\n"
    )
  }

  @Test(
    "A link in a file's place is replaced, not written through",
    arguments: ["docker-compose.yml", "docker-compose.yml.new"]
  )
  func link(name: String) throws {
    let machine = try Machine()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node checkout; cd /opt/kafka-node/cp-all-in-one; cp /etc/kafka-node/docker-compose.yml /victim
      echo other >> /victim; ln -sf /victim \(name); kafka-node compose; tail -n 1 /victim; stat -c %F docker-compose.yml
      """
    )
    #expect(run.output.hasSuffix("done\nother\nregular file\n"), "\(run.output)")
  }

  @Test func `Compose is given one file, whatever others the checkout has`() throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      """
      rm /compose-version; touch /docker-compose-version; kafka-node checkout; cd /opt/kafka-node/cp-all-in-one
      for name in docker-compose.override.yml compose.yaml compose.override.yaml; do
        echo 'services: {intruder: {image: x}}' > $name
      done
      echo COMPOSE_FILE=compose.yaml > .env
      export COMPOSE_FILE=compose.yaml COMPOSE_PROJECT_NAME=other
      kafka-node boot &> /dev/null
      cat > /commands/docker-compose <<'END'
      #!/bin/bash
      env | grep ^COMPOSE_; pwd; [ $1 = version ] || { set -- "${@:1:6}" config --services; type -P /usr/bin/docker-compose > /dev/null && exec /usr/bin/docker-compose "$@"; }
      END
      kafka-node stop
      """
    )
    #expect(run.output.contains("\nbroker\n") && run.output.contains("\nzookeeper\n"), "\(run.output)")
    #expect(!run.output.contains("intruder") && !run.output.contains("COMPOSE_FILE"), "\(run.output)")
    #expect(!run.output.contains("COMPOSE_PROJECT_NAME"))
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
    #expect(run.output.hasSuffix("kafka-node: compose: error: no folder cp-none in /opt/kafka-node\n"), "\(run.output)")
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

  @Test func `A random source that fails leaves no password`() throws {
    let machine = try Machine(Self.secrets)
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; mount --bind /dev/null /proc/sys/kernel/random/uuid
      kafka-node secrets; echo status $?; cat /data/.kafka-node; umount /proc/sys/kernel/random/uuid
      kafka-node secrets; cat /data/.kafka-node
      """
    )
    #expect(
      run.output.contains(
        "kafka-node: secrets: error: no APPLICATION_SECRET: the kernel gives no random bits\nstatus 1\ncat: /data"
      ),
      "\(run.output)"
    )
    #expect(run.output.contains(/\nAPPLICATION_SECRET=[0-9a-f]{32}\nKAFKA_MANAGER_PASSWORD=[0-9a-f]{32}\n$/))
  }

  @Test func `An empty password of before is made, and one of the operator's stays`() throws {
    let machine = try Machine(Self.secrets)
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; printf 'KAFKA_MANAGER_PASSWORD=\nAPPLICATION_SECRET=mine' > /data/.kafka-node
      kafka-node secrets; cat /data/.kafka-node
      """
    )
    #expect(
      run.output.contains(/done\nAPPLICATION_SECRET=mine\nKAFKA_MANAGER_PASSWORD=[0-9a-f]{32}\n$/),
      "\(run.output)"
    )
  }

  @Test func `A secret is known by its whole name`() throws {
    let machine = try Machine(["SECRETS": "SECRET"])
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      """
      kafka-node mount; kafka-node checkout; printf 'APPLICATION_SECRET=1\nSECRETS=SECRET=\n' > /data/.kafka-node
      kafka-node secrets; cat /data/.kafka-node
      """
    )
    #expect(run.output.contains(/done\nAPPLICATION_SECRET=1\nSECRETS=SECRET=\nSECRET=[0-9a-f]{32}\n$/), "\(run.output)")
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
      kafka-node mount; kafka-node checkout; kafka-node secrets; kafka-node metadata; kafka-node metadata
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
    #expect(try machine.run("kafka-node checkout; kafka-node metadata").status == 1)
  }

  @Test("A value of the instance that is no name or address is refused", arguments: ["$(id)", "a b", "", "x\ny"])
  func metadata(value: String) throws {
    let machine = try Machine(["INSTANCE_METADATA": "NAME=tag", "WAIT": "9"], profile: Machine.complete)
    try machine.makeRepository()
    try machine.connect()
    try machine.write(value, to: "/metadata/tag")
    let run = try machine.run("kafka-node checkout; kafka-node metadata")
    #expect(run.output.hasSuffix("kafka-node: metadata: error: tag is neither name nor address\n"), "\(run.output)")
  }

  @Test func `An instance without the value, such as a public address, says so`() throws {
    let machine = try Machine(["WAIT": "9"], profile: Machine.complete)
    try machine.connect()
    let run = try machine.run("kafka-node metadata")
    #expect(run.output.hasSuffix("kafka-node: metadata: error: the instance has no local-ipv4\n"), "\(run.output)")
  }

  @Test func `A metadata service that does not answer is waited for within bounds`() throws {
    let run = try Machine(profile: Machine.complete).run("kafka-node metadata")
    #expect(
      run.output.hasSuffix("kafka-node: metadata: error: the instance metadata service does not answer\n"),
      "\(run.output)"
    )
  }

  /// Lets the firmware name an instance, as on Nitro.
  private func firmware(_ instance: String) -> String {
    "mount -t tmpfs t /sys/class; mkdir -p /sys/class/dmi/id; echo \(instance) > /sys/class/dmi/id/board_asset_tag\n"
  }

  @Test(
    "An instance keeps its private values while nothing answers, another has to ask",
    arguments: [
      ("i-1", "local-ipv4", true), ("i-2", "local-ipv4", false), ("i-1", "public-ipv4", false),
      ("", "local-ipv4", false),
    ]
  )
  func earlier(boot: (instance: String, value: String, isKept: Bool)) throws {
    let machine = try Machine(["WAIT": "9", "INSTANCE_METADATA": "NAME=\(boot.value)"], profile: Machine.complete)
    try machine.attach()
    try machine.makeRepository()
    try machine.connect()
    try machine.write("10.0.0.7", to: "/metadata/\(boot.value)")
    _ = try machine.run(
      firmware("i-1")
        + "for step in mount checkout secrets metadata; do kafka-node $step; done; rm /network.py; echo WAIT=0 >> /etc/kafka-node/node.env"
    )
    let run = try machine.run(
      firmware(boot.instance)
        + "kafka-node mount; kafka-node metadata; echo status $?; grep NAME= /opt/kafka-node/cp-all-in-one/.env"
    )
    #expect(
      run.output.contains(boot.isKept ? "\nstatus 0\nNAME=10.0.0.7\n" : "does not answer\nstatus 1\n"),
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
      "echo 2 > /failures; kafka-node boot; echo status $?; grep -c ' up -d' /calls; cat /run/kafka-node"
    )
    #expect(run.output.contains("\nstatus 0\n3\nkafka-node: boot: done at "))
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
    let folder = "/opt/kafka-node/cp-all-in-one"
    let files = "-f \(folder)/docker-compose.yml --project-directory \(folder) --env-file \(folder)/.env"
    #expect(
      run.output.contains("\ndocker-compose \(files) up -d --build --quiet-pull --remove-orphans\n"),
      "\(run.output)"
    )
    #expect(run.output.contains("\ndocker-compose \(files) stop\n"))
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

  @Test(
    "A tool gets nothing of the broker's environment",
    arguments: [
      "KAFKA_JMX_OPTS=-Dcom.sun.management.jmxremote.port=9999", "KAFKA_LOG4J_OPTS=-Dlog4j.configuration=file:/none",
      "KAFKA_DEBUG=y", "KAFKA_GC_LOG_OPTS=-Xlog:gc:file=/x", "KAFKA_OPTS=-javaagent:/x=7071", "JMX_PORT=9999",
      "EXTRA_ARGS=-x",
      "KAFKA_JMX_PORT=9101", "KAFKA_HEAP_OPTS=-Xmx12g", "KAFKA_JVM_PERFORMANCE_OPTS=-x",
      "JAVA_TOOL_OPTIONS=-javaagent:/x",
      "JDK_JAVA_OPTIONS=-x", "_JAVA_OPTIONS=-x", "GC_LOG_ENABLED=true",
    ]
  )
  func environment(variable: String) throws {
    let machine = try Machine()
    try machine.write("\(variable)\n", to: "/container.env")
    let run = try machine.run("kafka-node verify; kafka-node tool kafka-broker-api-versions 'a b'; tail -n 1 /calls")
    #expect(
      run.output
        == """
        sees brokers 1
        kafka-node: verify: done
        localhost:9092 (id: 1 rack: null) -> (
        kafka-broker-api-versions a b

        """
    )
  }

  @Test("Without Docker nothing waits for it", arguments: ["verify", "kafka-manager", "tool kafka-topics", "stop"])
  func dockerWaits(command: String) throws {
    let machine = try Machine(["WAIT": "999"], profile: Machine.complete)
    let run = try machine.run("touch /docker-waits; timeout 20 kafka-node \(command); echo status $?; cat /calls")
    #expect(!run.output.contains("for ever"))
    #expect(
      run.output.contains(
        command == "stop"
          ? "kafka-node: stop: Docker does not run, and so no container\nkafka-node: stop: done\nstatus 0\n"
          : "error: Docker does not run: sudo kafka-node boot\nstatus 1\n"
      ),
      "\(run.output)"
    )
  }

  @Test func `A clock that is set while a step waits doesn't end the wait`() throws {
    let machine = try Machine(["WAIT": "60"])
    try machine.makeRepository(at: "/later")
    try machine.replace("sleep", by: "echo x >> /pauses; [ $(wc -l < /pauses) != 6 ] || mv /later /repository")
    // Bash counts SECONDS by the wall clock.
    try machine.write("set -T; trap 'SECONDS=$((SECONDS + 1000))' DEBUG", to: "/clock")
    let run = try machine.run("BASH_ENV=/clock kafka-node checkout && wc -l < /pauses")
    #expect(run.output.hasSuffix("\n6\n"), "\(run.output)")
  }

  @Test(
    "What an upstream file builds or always pulls starts from what is there",
    arguments: ["build: .", "pull_policy: always"]
  )
  func registry(key: String) throws {
    let machine = try Machine()
    try machine.attach()
    try machine.makeRepository()
    let run = try machine.run(
      """
      sed -i 's/^  broker:/&\\n    \(key)/' /etc/kafka-node/docker-compose.yml; touch /no-registry
      kafka-node boot; echo status $?; cat /run/kafka-node
      """
    )
    #expect(run.output.contains("kafka-node: verify: done\n"), "\(run.output)")
    #expect(
      run.output.contains(
        "\nkafka-node: build: error: images not built anew, see above: sudo kafka-node start\nstatus 0\n"
      )
    )
    #expect(run.output.contains(", without:\nkafka-node: build: error: "))
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

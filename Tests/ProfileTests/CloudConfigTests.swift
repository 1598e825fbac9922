import TestSupport
import Testing

/// What is known of the keys of a cloud-config.
struct CloudConfigTests {
  // MARK: Types

  @Test(arguments: [
    "users: [default, {name: a, groups: [b], uid: 1001, sudo: 'ALL=(ALL) ALL', ssh_authorized_keys: [k], lock-passwd: false}]",
    "users: 'default,ann'", "users: [default, [ann, ben], {snapuser: a@b.example}]", "users: {default: , ann: {}}",
    "groups: [a, {b: [c, d]}, {e: f}]", "groups: a", "ssh_pwauth: no", "ssh_pwauth: unchanged", "package_update: yes",
    "ntp: {enabled: true, pools: [0.pool.ntp.org], config: {confpath: /etc/chrony.conf}}", "ntp: ~",
    "chpasswd: {expire: false, users: [{name: a, type: RANDOM}, {name: b, password: c, type: hash}]}",
    "apt: {proxy: 'http://a', primary: [{arches: [default], uri: 'http://b'}], sources: {c.list: {source: 'deb d'}}}",
    "yum_repos: {a: {baseurl: 'http://b', enabled: true, priority: 5}}", "locale: en_US.UTF-8", "timezone: Asia/Seoul",
    "swap: {filename: /swap, size: 1G, maxsize: 1073741824}", "hostname: a",
    "ca_certs: {trusted: [c], remove-defaults: true}",
    "growpart: {mode: auto, devices: [/]}", "growpart: {mode: off}", "resize_rootfs: noblock", "final_message: up",
    "phone_home: {url: 'http://a', post: all, tries: 3}",
    "rsyslog: {configs: ['*.* @a', {content: b, filename: 10-c.conf}]}",
    "write_files: [{path: /a, content: b, permissions: '0644', owner: 'c:d', encoding: b64, append: true, defer: false}]",
    "write_files: [{path: /a, source: {uri: 'http://b', headers: {c: d}}}]", "disable_root: false", "runcmd: [[a, b]]",
    "ssh_genkeytypes: [rsa, ed25519]", "apt_pipelining: 5", "apt_pipelining: none", "keyboard: {layout: de}",
  ])
  func `what cloud-init's schema allows and what harms nothing`(_ key: String) throws {
    let mapping = "{" + key + "}"
    _ = try profile(minimal + "cloud_config: \(mapping)\n")
  }

  @Test(arguments: [
    ("users: «5»", "users", "text, a list or a mapping of keys to values, not `5`", nil),
    ("users: [default, «5»]", "users[1]", "text, a list or a mapping of keys to values, not `5`", nil),
    ("users: [default, {name: «yes»}]", "users[1].name", "text, not `yes`", "yes"),
    (
      "users: [default, {name: a, expiredate: «2032-09-01»}]", "users[1].expiredate", "text, not `2032-09-01`",
      "2032-09-01"
    ),
    ("users: [default, {name: a, system: «1»}]", "users[1].system", "`true` or `false`, not `1`", nil),
    ("users: [default, {name: a, ssh_authorized_keys: «k»}]", "users[1].ssh_authorized_keys", "a list, not `k`", nil),
    ("users: [default, {name: a, inactive: «5»}]", "users[1].inactive", "text, not `5`", "5"),
    ("timezone: «[»a]", "timezone", "text, not a list", nil), ("timezone: «~»", "timezone", "text, not nothing", nil),
    ("hostname: «0x1F»", "hostname", "text, not `0x1F`", "0x1F"),
    ("hostname: «1_000»", "hostname", "text, not `1_000`", "1_000"),
    ("hostname: «12:30»", "hostname", "text, not `12:30`", "12:30"),
    ("hostname: «1.5»", "hostname", "text, not `1.5`", "1.5"),
    ("package_update: «'yes'»", "package_update", "`true` or `false`, not `yes`", nil),
    ("ntp: {servers: «a»}", "ntp.servers", "a list, not `a`", nil),
    ("ntp: «true»", "ntp", "a mapping of keys to values or nothing, not `true`", nil),
    (
      "growpart: {mode: «most»}", "growpart.mode",
      "`true` or `false` or `auto`, `growpart`, `gpart` or `off`, not `most`", nil
    ),
    ("swap: {filename: /swap, size: «1.5»}", "swap.size", "a whole number or text, not `1.5`", "1.5"),
    ("ssh_genkeytypes: [«x25519»]", "ssh_genkeytypes[0]", "`dsa`, `ecdsa`, `ed25519` or `rsa`, not `x25519`", nil),
    ("write_files: [{path: /a, permissions: «0644»}]", "write_files[0].permissions", "text, not `0644`", "0644"),
    ("write_files: [{path: /a, content: «5»}]", "write_files[0].content", "text, not `5`", "5"),
    ("write_files: [{path: /a, append: «'true'»}]", "write_files[0].append", "`true` or `false`, not `true`", nil),
    ("puppet: «5»", "puppet", "a mapping of keys to values, not `5`", nil),
  ])
  func `a value of a type that cloud-init's schema doesn't have`(
    _ key: String,
    _ path: String,
    _ message: String,
    _ quoted: String?
  ) {
    let isUnjudged = key.hasPrefix("puppet")
    let error = Finding.error(
      "wrong-type",
      "`cloud_config.\(path)` must be \(message)",
      help: quoted.map { "put it in quotes: '\($0)'" }
    )
    if isUnjudged {
      expect(minimal + "cloud_config: {«puppet»: «5»}\n", gives: Self.unchecked("puppet"), error)
    } else {
      expect(minimal + "cloud_config: {\(key)}\n", gives: error)
    }
  }

  @Test func `an encoding that cloud-init doesn't have`() {
    let known =
      "`gz`, `gzip`, `gz+base64`, `gzip+base64`, `gz+b64`, `gzip+b64`, `b64`, `base64` or `text/plain`"
    expect(
      minimal + "cloud_config: {write_files: [{path: /a, encoding: «base32»}]}\n",
      gives: .error("wrong-type", "`cloud_config.write_files[0].encoding` must be \(known), not `base32`")
    )
  }

  @Test(arguments: [
    ("users: [default, «{»gecos: a}]", "users[1].name"), ("phone_home: «{»tries: 5}", "phone_home.url"),
    ("keyboard: «{»model: a}", "keyboard.layout"), ("apt: {primary: [«{»uri: a}]}", "apt.primary[0].arches"),
  ])
  func `a key that cloud-init does nothing without`(_ key: String, _ path: String) {
    expect(
      minimal + "cloud_config: {\(key)}\n",
      gives: .error("missing-key", "`cloud_config.\(path)` is missing", help: "cloud-init does nothing without it")
    )
  }

  // MARK: Names

  @Test(arguments: [
    ("«packges»: [a]", "packges", "packages"), ("«write-files»: []", "write-files", "write_files"),
    ("«usrs»: []", "usrs", "users"), ("«timezon»: a", "timezon", "timezone"), ("«boot_cmd»: []", "boot_cmd", "bootcmd"),
    ("users: [default, {«nmae»: x}]", "nmae", "name"), ("ntp: {«server»: [a]}", "server", "servers"),
    ("write_files: [{path: /a, «permision»: '0644'}]", "permision", "permissions"),
    ("apt: {sources: {a: {«sorce»: b}}}", "sorce", "source"),
  ])
  func `a misspelt key is told the right one`(_ key: String, _ wrong: String, _ right: String) {
    expect(
      minimal + "cloud_config: {\(key)}\n",
      gives: .error("unknown-key", "unknown key `\(wrong)`", help: "did you mean `\(right)`?")
    )
  }

  private static func unchecked(_ path: String) -> Finding {
    .warning(
      "unchecked-key",
      "`cloud_config.\(path)` is passed on unchecked",
      help: "whether it leaves the volume, Docker and the boot alone isn't known here"
    )
  }

  @Test(arguments: [
    "ansible", "chef", "lxd", "puppet", "snap", "zypper", "system_info", "reporting", "ubuntu_pro", "salt_minion",
  ])
  func `a key whose effect isn't judged is passed on, and that is said`(_ key: String) throws {
    expect(minimal + "cloud_config: {«\(key)»: {a: b}}\n", gives: Self.unchecked(key))
  }

  @Test(arguments: [("«x-ours»: 5", "x-ours"), ("users: [default, {name: a, «zzzzzzzz»: 5}]", "users[1].zzzzzzzz")])
  func `a key that cloud-init doesn't have is passed on, and that is said`(_ key: String, _ path: String) {
    expect(
      minimal + "cloud_config: {\(key)}\n",
      gives: .warning(
        "unchecked-key",
        "`cloud_config.\(path)` is passed on unchecked",
        help: "cloud-init's schema has no such key, so it may do nothing"
      )
    )
  }

  // MARK: Harm

  @Test(arguments: ["cloud_init_modules", "cloud_config_modules", "cloud_final_modules"])
  func `the lists of what cloud-init does are not replaced`(_ key: String) {
    expect(
      minimal + "cloud_config: {«\(key)»: [runcmd]}\n",
      gives: .error(
        "refused-key",
        "`cloud_config.\(key)` is refused",
        help: "it replaces the list of what cloud-init does, on which the boot depends"
      )
    )
  }

  @Test(arguments: [
    (
      "lxd", "{init: {«storage_create_device»: /dev/sdf}}", "lxd.init.storage_create_device",
      "LXD would format the device"
    ),
    ("lxd", "{«preseed»: a}", "lxd.preseed", "LXD would format what devices it names"),
    (
      "system_info", "{«paths»: {}}", "system_info.paths",
      "cloud-init would look elsewhere for what it has done, and do it again"
    ),
  ])
  func `a key that would harm is refused wherever it stands`(
    _ key: String,
    _ value: String,
    _ path: String,
    _ reason: String
  ) {
    expect(
      minimal + "cloud_config: {«\(key)»: \(value)}\n",
      gives: Self.unchecked(key),
      .error("refused-key", "`cloud_config.\(path)` is refused", help: reason)
    )
  }

  @Test(arguments: ["users: ann", "users: []", "users: {ann: {}}", "users: ['default ', ann]"])
  func `users without the default one lock out the operator's SSH key, in every form`(_ key: String) {
    expect(
      minimal + "cloud_config: {«users»\(key.dropFirst(5))}\n",
      gives: .error(
        "no-default-user",
        "`cloud_config.users` leaves out `default`, and with it the user of your SSH key",
        help: "make `default` its first item"
      )
    )
  }

  // MARK: Paths

  private static let docker =
    "Docker must keep its data, wait for the volume and have the networks that the boot gives it"
  private static let unit = "it would change a unit that the volume, Docker or the boot depends on"
  private static let cloudInit = "cloud-init keeps there what it has read and done"
  private static let kernel = "what is written there goes to a device or to the kernel"

  @Test(arguments: [
    ("/etc/fstab", "the boot step `mount` writes the volume's line there"),
    ("/etc/crypttab", "what it names is formatted or taken at the next boot"),
    ("/etc/docker/daemon.json", docker), ("/etc/containerd/config.toml", docker), ("/etc/default/docker", docker),
    ("/etc/sysconfig/docker", docker), ("/var/lib/docker/a", docker), ("/etc/docker", docker),
    ("/etc/systemd/system/docker.service.d/zz.conf", unit), ("/lib/systemd/system/docker.service", unit),
    ("/usr/lib/systemd/system/docker.socket", unit), ("/run/systemd/system/kafka-node.service", unit),
    ("/var/run/systemd/system/containerd.service.d/a.conf", unit), ("/etc/systemd/system/data.mount", unit),
    ("/etc/systemd/system/data.automount", unit), ("/etc/systemd/system/service.d/a.conf", unit),
    ("/etc/systemd/system/kafka-.service.d/a.conf", unit), ("/etc/systemd/system/kafka-node.service.d/a.conf", unit),
    ("/etc/systemd/system/multi-user.target.wants/kafka-node.service", unit),
    ("/etc/cloud/cloud.cfg.d/99.cfg", cloudInit), ("/etc/cloud/cloud.cfg", cloudInit),
    ("/var/lib/cloud/scripts/per-boot/a", cloudInit), ("/dev/nvme1n1", kernel), ("/dev/sdf", kernel),
    ("/proc/sysrq-trigger", kernel), ("/sys/a", kernel),
    ("/etc/repart.d/a.conf", "systemd-repart writes partition tables by it"),
  ])
  func `a file that would take the ground from under the broker is refused with the reason`(
    _ path: String,
    _ reason: String
  ) {
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)»}]}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.write_files[0].path` is `\(path)`, and that is refused",
        help: reason
      )
    )
  }

  @Test(arguments: [
    "/sbin/kafka-node", "/bin/kafka-node", "/usr/local/sbin/kafka-node", "/usr/local/bin/kafka-node", "/etc/kafka-node",
    "/run/kafka-node/disk", "/var/run/kafka-node/disk", "/opt/kafka-node.new/a", "/etc", "/etc/systemd/system",
  ])
  func `a file is in the program's place also by another name or in front of it`(_ path: String) {
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)»}]}\n",
      gives: .error(
        "taken-path",
        "`cloud_config.write_files[0].path` is `\(path)`, where this program has a file of its own",
        help: "choose another path"
      )
    )
  }

  @Test func `a file in the place of a folder of the mount point's keeps the volume away`() {
    expect(
      minimal + "data: {mount: /mnt/a/kafka}\ncloud_config: {write_files: [{path: «/mnt/a»}]}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.write_files[0].path` is `/mnt/a`, and that is refused",
        help: "it is a folder on the way to the mount point"
      )
    )
  }

  @Test func `the mount's unit is known by its escaped name`() {
    expect(
      minimal
        + "data: {mount: /mnt/a-b/.c}\ncloud_config: {write_files: [{path: «'/etc/systemd/system/mnt-a\\x2db-.c.mount'»}]}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.write_files[0].path` is `/etc/systemd/system/mnt-a\\x2db-.c.mount`, and that is refused",
        help: Self.unit
      )
    )
  }

  @Test(arguments: ["/etc/\u{301}/../kafka-node/a", "/etc/a\u{600}/../fstab", "/a/..\u{200D}/../x"])
  func `a way back hides behind no character`(_ path: String) {
    expect(
      minimal + "cloud_config: {write_files: [{path: «'\(path)'»}]}\n",
      gives: .error(
        "bad-path",
        "`cloud_config.write_files[0].path` is `\(path)`, which is no plain absolute path",
        help: "begin it with `/`, and leave out `.`, `..` and empty names"
      )
    )
  }

  @Test(arguments: [
    "/etc/docker/certs.d/registry.example/ca.crt", "/etc/systemd/system/docker-prune.service", "/etc/hosts", "/root/a",
    "/etc/systemd/system/kafka-node-exporter.service", "/etc/fstab.d", "/usr/local/bin/kafka-node-tool", "/database",
    "/etc/systemd/system/multi-user.target.wants/docker-prune.timer", "/etc/ssh/sshd_config.d/a.conf", "/opt/kafka/a",
  ])
  func `a file elsewhere is the operator's`(_ path: String) {
    expect(minimal + "cloud_config: {write_files: [{path: \(path)}]}\n")
  }

  @Test(arguments: ["docker", "containerd", "kafka-node"])
  func `a drop-in may say what proxy there is`(_ service: String) {
    let content = "# Ours.\\n[Service]\\nEnvironment=HTTPS_PROXY=http://proxy.example:3128\\n\\n"
    let path = "/etc/systemd/system/\(service).service.d/proxy.conf"
    expect(minimal + "cloud_config: {write_files: [{path: \(path), content: \"\(content)\"}]}\n")
  }

  @Test(arguments: [
    "[Unit]\\nEnvironment=A=b\\n", "[Service]\\nExecStart=\\n", "[Service]\\nEnvironment=A=\\\\\\nExecStart=b\\n",
  ])
  func `a drop-in that says more is refused`(_ content: String) {
    let path = "/etc/systemd/system/docker.service.d/proxy.conf"
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)», content: \"\(content)\"}]}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.write_files[0].path` is `\(path)`, and that is refused",
        help: Self.unit
      )
    )
  }

  @Test(arguments: ["encoding: b64", "append: true", "source: {uri: a}"])
  func `a drop-in that doesn't show what it says is refused`(_ more: String) {
    let path = "/etc/systemd/system/docker.service.d/proxy.conf"
    expect(
      minimal + "cloud_config: {write_files: [{path: «\(path)», content: '[Service]', \(more)}]}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.write_files[0].path` is `\(path)`, and that is refused",
        help: Self.unit
      )
    )
  }

  @Test(arguments: [
    ("swap: {filename: «/data/swap»}", "swap.filename"), ("swap: {filename: «data/swap»}", "swap.filename"),
    ("users: [default, {name: a, homedir: «/data/home/a»}]", "users[1].homedir"),
    ("yum_repo_dir: «/data/a»", "yum_repo_dir"), ("rsyslog: {config_dir: «/data/a»}", "rsyslog.config_dir"),
    ("ntp: {config: {confpath: «/data/a»}}", "ntp.config.confpath"),
    ("apt: {sources: {a: {filename: «/data/a»}}}", "apt.sources.a.filename"),
  ])
  func `nothing that cloud-init makes is below the mount point`(_ key: String, _ path: String) {
    expect(
      minimal + "cloud_config: {\(key)}\n",
      gives: .error(
        "path-below-mount",
        "`cloud_config.\(path)` is below the mount point `/data`",
        help: "cloud-init writes files before the data volume is mounted, which would hide it; write it by `runcmd`"
      )
    )
  }

  @Test func `a swap file is no disk, which cloud-init would write over`() {
    expect(
      minimal + "cloud_config: {swap: {filename: «/dev/nvme1n1»}}\n",
      gives: .error(
        "refused-path",
        "`cloud_config.swap.filename` is `/dev/nvme1n1`, and that is refused",
        help: Self.kernel
      )
    )
  }

  @Test func `a path of another key has no way back in it`() {
    expect(
      minimal + "cloud_config: {swap: {filename: «/a/../data/swap»}}\n",
      gives: .error(
        "bad-path",
        "`cloud_config.swap.filename` is `/a/../data/swap`, which has a way back in it",
        help: "leave out `..`"
      )
    )
  }

  @Test func `cloud-init's own output doesn't go below the mount point`() {
    expect(
      minimal + "cloud_config: {«output»: {all: «'>> /data/log'»}}\n",
      gives: Self.unchecked("output"),
      .error(
        "path-below-mount",
        "`cloud_config.output.all` is below the mount point `/data`",
        help: "cloud-init writes files before the data volume is mounted, which would hide it; write it by `runcmd`"
      )
    )
  }
}

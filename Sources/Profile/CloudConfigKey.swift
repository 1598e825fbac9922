import Text
import YAML

/// The keys of a cloud-config, and what is known of each.
///
/// Source of names and types: cloudinit/config/schemas/schema-cloud-config-v1.json of github.com/canonical/cloud-init,
/// the union of 22.4.2 and 26.1; the oldest that the program's operating systems have is 22.2, but for Amazon Linux 2.
enum CloudConfigKey {
  /// The type of a key that is known to leave the volume, Docker and the boot alone; nil for any other.
  static func harmless(_ name: String) -> CloudConfigType? { harmless[name] }

  /// The type of a key that cloud-init has and whose effect isn't judged; nil for any other.
  static func unjudged(_ name: String) -> CloudConfigType? { unjudged[name] }

  /// Why a key, by its path, is refused.
  static func reasonToRefuse(_ path: String) -> String? { refused[path] }

  /// All that cloud-init has.
  static let names = (Array(harmless.keys) + unjudged.keys + refused.keys.filter { !$0.includes(".") }).sorted()

  private static let modules = "it replaces the list of what cloud-init does, on which the boot depends"

  private static let refused = [
    "fs_setup": "it formats disks by rules that lose data; the boot step `disk` does this work",
    "disk_setup": "it writes partition tables; the boot step `disk` does this work",
    "mounts": "it runs before the data volume is formatted; the boot step `mount` does this work",
    "bootcmd": "it runs at each boot before the network is up; use `runcmd`, or a systemd unit in `write_files`",
    "power_state": "it would stop the instance while the broker starts",
    "disable_ec2_metadata": "the boot steps read the instance metadata",
    "manual_cache_clean": "a replaced instance would then not be recognised as new",
    "cloud_init_modules": modules,
    "cloud_config_modules": modules,
    "cloud_final_modules": modules,
    "lxd.init.storage_create_device": "LXD would format the device",
    "lxd.preseed": "LXD would format what devices it names",
    "system_info.paths": "cloud-init would look elsewhere for what it has done, and do it again",
  ]

  private static let user: CloudConfigType = .fields(
    [
      "name": .text, "snapuser": .text, "doas": .texts, "expiredate": .text, "gecos": .text,
      "groups": .either([.text, .texts, .names(.null)]), "homedir": .path, "inactive": .text, "lock_passwd": .boolean,
      "no_create_home": .boolean, "no_log_init": .boolean, "no_user_group": .boolean, "passwd": .text,
      "hashed_passwd": .text, "plain_text_passwd": .text, "create_groups": .boolean, "primary_group": .text,
      "selinux_user": .text, "shell": .text, "ssh_authorized_keys": .texts, "ssh_import_id": .texts,
      "ssh_redirect_user": .boolean, "system": .boolean, "sudo": .either([.text, .texts, .boolean, .null]),
      "uid": .either([.integer, .text]),
    ],
    required: [["name", "snapuser"]]
  )

  private static let group: CloudConfigType = .names(.either([.text, .texts]))

  private static let mirror: CloudConfigType = .fields(
    [
      "arches": .texts, "uri": .text, "search": .texts, "search_dns": .boolean, "keyid": .text, "key": .text,
      "keyserver": .text,
    ],
    required: [["arches"]]
  )

  private static let apt: CloudConfigType = .fields([
    "preserve_sources_list": .boolean, "generate_mirrorlists": .boolean, "disable_suites": .texts,
    "primary": .list(mirror), "security": .list(mirror), "add_apt_repo_match": .text,
    "debconf_selections": .names(.text),
    "sources_list": .text, "conf": .text, "https_proxy": .text, "http_proxy": .text, "proxy": .text, "ftp_proxy": .text,
    "sources": .names(
      .fields([
        "source": .text, "keyid": .text, "key": .text, "keyserver": .text, "filename": .path, "append": .boolean,
      ])
    ),
  ])

  private static let certificates: CloudConfigType = .fields(["remove_defaults": .boolean, "trusted": .texts])

  /// An item of `write_files`, whose path has rules of its own.
  static let file: CloudConfigType = .fields([
    "path": .anything, "content": .text, "owner": .text, "permissions": .text,
    "encoding": .choice([
      "gz", "gzip", "gz+base64", "gzip+base64", "gz+b64", "gzip+b64", "b64", "base64", "text/plain",
    ]),
    "append": .boolean, "defer": .boolean, "source": .fields(["uri": .text, "headers": .names(.text)]),
  ])

  private static let harmless: [String: CloudConfigType] = [
    // These three are the program's too, and are read by rules of their own.
    "packages": .anything, "write_files": .anything, "runcmd": .anything,
    "allow_public_ssh_keys": .boolean, "apt": apt,
    "apt_pipelining": .either([.integer, .boolean, .choice(["none", "unchanged", "os"])]),
    "apt_reboot_if_required": .boolean, "apt_update": .boolean, "apt_upgrade": .boolean, "authkey_hash": .text,
    "byobu_by_default": .choice([
      "enable-system", "enable-user", "disable-system", "disable-user", "enable", "disable", "user", "system",
    ]),
    "ca_certs": certificates, "ca-certs": certificates,
    "chpasswd": .fields([
      "expire": .boolean, "list": .either([.text, .texts]),
      "users": .list(
        .fields(["name": .text, "password": .text, "type": .choice(["hash", "text", "RANDOM"])], required: [["name"]])
      ),
    ]),
    "create_hostname_file": .boolean, "disable_root": .boolean, "disable_root_opts": .text, "final_message": .text,
    "fqdn": .text, "groups": .either([.text, .list(.either([.text, group])), group]),
    "growpart": .fields([
      "mode": .either([.boolean, .choice(["auto", "growpart", "gpart", "off"])]), "devices": .texts,
      "ignore_growroot_disabled": .boolean,
    ]),
    "hostname": .text,
    "keyboard": .fields(["layout": .text, "model": .text, "variant": .text, "options": .text], required: [["layout"]]),
    "locale": .either([.text, .boolean]), "locale_configfile": .path, "no_ssh_fingerprints": .boolean,
    "ntp": .either([
      .fields([
        "pools": .texts, "servers": .texts, "peers": .texts, "allow": .texts, "ntp_client": .text, "enabled": .boolean,
        "config": .fields([
          "confpath": .path, "check_exe": .text, "packages": .texts, "service_name": .text, "template": .text,
        ]),
      ]), .null,
    ]),
    "package_reboot_if_required": .boolean, "package_update": .boolean, "package_upgrade": .boolean, "password": .text,
    "phone_home": .fields(
      ["url": .text, "post": .either([.choice(["all"]), .texts]), "tries": .integer],
      required: [["url"]]
    ),
    "prefer_fqdn_over_hostname": .boolean, "preserve_hostname": .boolean,
    "resize_rootfs": .either([.boolean, .choice(["noblock"])]),
    "rsyslog": .fields([
      "config_dir": .path, "config_filename": .path,
      "configs": .list(.either([.text, .fields(["filename": .path, "content": .text], required: [["content"]])])),
      "remotes": .names(.anything), "service_reload_command": .either([.texts, .choice(["auto"])]),
      "install_rsyslog": .boolean, "check_exe": .text, "packages": .texts,
    ]),
    "ssh": .fields(["emit_keys_to_console": .boolean]), "ssh_authorized_keys": .texts, "ssh_deletekeys": .boolean,
    "ssh_fp_console_blacklist": .texts, "ssh_genkeytypes": .list(.choice(["dsa", "ecdsa", "ed25519", "rsa"])),
    "ssh_import_id": .texts, "ssh_key_console_blacklist": .texts, "ssh_keys": .names(.text),
    "ssh_publish_hostkeys": .fields(["enabled": .boolean, "blacklist": .texts]),
    "ssh_pwauth": .either([.boolean, .text]),
    "ssh_quiet_keygen": .boolean,
    "swap": .fields([
      "filename": .path, "size": .either([.integer, .text]), "maxsize": .either([.integer, .text]),
    ]),
    "timezone": .text, "user": .either([.text, user]),
    "users": .either([.text, .list(.either([.text, .texts, user])), .names(.anything)]),
    "vendor_data": .fields(["enabled": .either([.boolean, .text]), "prefix": .either([.text, .list(.anything)])]),
    "yum_repo_dir": .path, "yum_repos": .names(.names(.either([.text, .integer, .boolean]))),
  ]

  private static let mapping: CloudConfigType = .names(.anything)
  private static let output: CloudConfigType = .either([
    .redirection, .list(.redirection), .fields(["output": .redirection, "error": .redirection]),
  ])

  private static let unjudged: [String: CloudConfigType] = [
    "ansible": mapping, "apk_repos": mapping, "autoinstall": mapping, "chef": mapping, "device_aliases": mapping,
    "disable_piwiz": .boolean, "drivers": mapping, "enable_rpi_connect": .boolean, "fan": mapping,
    "grub-dpkg": mapping, "grub_dpkg": mapping, "landscape": mapping, "launch-index": .integer, "lxd": mapping,
    "manage_etc_hosts": .either([.boolean, .text]), "manage_resolv_conf": .boolean, "mcollective": mapping,
    "merge_how": .anything, "merge_type": .anything, "migrate": .boolean, "mount_default_fields": .list(.anything),
    "output": .fields(["all": output, "init": output, "config": output, "final": output]), "puppet": mapping,
    "random_seed": .fields([
      "file": .path, "data": .text, "encoding": .choice(["raw", "base64", "b64", "gzip", "gz"]), "command": .texts,
      "command_required": .boolean,
    ]),
    "reporting": mapping, "resolv_conf": mapping, "rh_subscription": mapping, "rpi_interfaces": mapping,
    "rpi_userconf": mapping, "salt_minion": mapping, "snap": mapping, "spacewalk": mapping, "system_info": mapping,
    "ubuntu_advantage": mapping, "ubuntu_pro": mapping, "updates": mapping, "version": .anything,
    "wireguard": .fields(
      [
        "interfaces": .list(.fields(["name": .text, "config_path": .path, "content": .text])), "readinessprobe": .texts,
      ]
    ),
    "zypper": mapping,
  ]
}

"""Builds the Debian disk images that the machines boot, and keeps them in the cache.

An image is what Debian's own cloud image is to a node: cloud-init, systemd, a GPT root disk that grows. The kernel is
loaded by QEMU, so there is no boot loader. `bare` images lack what kafka-node installs by itself.
"""
import hashlib
import json
import pathlib
import shutil
import sys
import uuid

from .authority import authority
from .places import cache, guest, sh

ROOT_SIZE = 3 << 30
PACKAGES = """apparmor ca-certificates cloud-guest-utils cloud-init curl dbus e2fsprogs fdisk iproute2 kmod
    libnss-resolve linux-image-cloud-amd64 netbase netplan.io openssh-server procps python3 qemu-guest-agent sudo
    systemd systemd-resolved systemd-sysv tzdata udev""".split()
NODE_PACKAGES = "docker.io docker-compose git iptables xfsprogs".split()
# What tells a volume's EC2 name, and where it goes.
EBS = {"71-ebs.rules": "etc/udev/rules.d", "nvme": "usr/sbin"}
SUITES = {"bookworm": ["isc-dhcp-client"], "trixie": []}

# As Debian's cloud images have it; the mirror is the one that this machine uses.
CLOUD_CONFIG = """\
system_info:
  default_user: {name: admin, sudo: ["ALL=(ALL) NOPASSWD:ALL"], shell: /bin/bash, lock_passwd: true}
manage_etc_hosts: true
locale: C.UTF-8
ssh_genkeytypes: [ed25519]
apt: {preserve_sources_list: true}
"""


def image(name):
    """Returns the folder of an image, such as `bookworm` or `trixie-bare`, built unless the cache has it."""
    place = folder(name)
    if not place.exists():
        print(f"building the image {name}, which takes a few minutes", file=sys.stderr, flush=True)
        for old in (cache / "images").glob(f"{name}-*"):
            if len(old.name) == len(place.name):
                shutil.rmtree(old)
        part = place.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        build(name, part)
        part.rename(place)
    return place


def folder(name):
    """Where the cache has an image of this recipe, or would have it."""
    recipe = pathlib.Path(__file__).read_bytes() + authority().read_bytes() + b"".join((guest / name).read_bytes() for name in EBS)
    return cache / "images" / f"{name}-{hashlib.sha256(recipe).hexdigest()[:12]}"


def mirrors():
    """The Debian mirrors that this machine's own apt uses: of the archive, and of the security updates."""
    sites = sh("apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages").split()
    main = next((site.rstrip("/") for site in sites if site.rstrip("/").endswith("/debian")), "http://deb.debian.org/debian")
    return main, main.removesuffix("/debian") + "/debian-security"


def build(name, folder):
    """Makes disk.qcow2, vmlinuz and image.json in the folder."""
    suite, _, bare = name.partition("-")
    tree = folder / "tree"
    packages = PACKAGES + SUITES[suite] + ([] if bare else NODE_PACKAGES)
    if suite == "trixie" and not bare:
        packages = packages + ["docker-cli"]
    main, security = mirrors()
    sh("mmdebstrap", "--mode=root", "--variant=minbase", "--include=" + ",".join(packages), "--aptopt=Acquire::Languages \"none\"", "--aptopt=Acquire::Retries \"5\"",
       "--dpkgopt=force-unsafe-io", "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
       "--dpkgopt=path-exclude=/usr/share/doc/*", suite, tree, f"deb {main} {suite} main", f"deb {main} {suite}-updates main",
       f"deb {security} {suite}-security main")
    furnish(tree)
    kernel = max(tree.glob("boot/vmlinuz-*"))
    shutil.copy(kernel, folder / "vmlinuz")
    partition = str(uuid.uuid4())
    (tree / "etc/fstab").write_text(f"PARTUUID={partition} / ext4 rw,discard,errors=remount-ro,x-systemd.growfs 0 1\n")
    write_disk(tree, folder / "disk.raw", partition)
    sh("qemu-img", "convert", "-O", "qcow2", folder / "disk.raw", folder / "disk.qcow2")
    versions = sh("dpkg-query", f"--admindir={tree}/var/lib/dpkg", "-W", "-f=${Package} ${Version}\n")
    (folder / "image.json").write_text(json.dumps({"partition": partition, "versions": dict(
        line.split(" ") for line in versions.splitlines())}))
    (folder / "disk.raw").unlink()
    shutil.rmtree(tree)


def furnish(tree):
    """What an EC2 image has and a fresh tree lacks, and the authority that the stand-ins' certificate comes from."""
    def chroot(*command):
        sh("chroot", tree, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *command)
    shutil.copy(authority(), tree / "usr/local/share/ca-certificates/boot-test.crt")
    chroot("update-ca-certificates")
    for name, place in EBS.items():
        shutil.copy(guest / name, tree / place)
    (tree / "etc/cloud/cloud.cfg.d/01_boot_test.cfg").write_text(CLOUD_CONFIG)
    chroot("systemctl", "enable", "systemd-networkd", "systemd-networkd-wait-online", "systemd-resolved")
    resolver = tree / "etc/resolv.conf"
    resolver.unlink(missing_ok=True)
    resolver.symlink_to("../run/systemd/resolve/stub-resolv.conf")
    (tree / "etc/hostname").write_text("localhost\n")
    (tree / "etc/hosts").write_text("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n")
    (tree / "etc/machine-id").write_text("")
    for leftover in [*tree.glob("etc/ssh/ssh_host_*"), *tree.glob("etc/apt/apt.conf.d/99mmdebstrap"), *tree.glob("var/lib/dbus/machine-id")]:
        leftover.unlink()
    shutil.rmtree(tree / "var/lib/cloud", ignore_errors=True)
    (tree / "var/log/journal").mkdir(exist_ok=True)


def write_disk(tree, disk, partition):
    """A GPT disk with the tree as ext4 in its one partition."""
    with open(disk, "wb") as file:
        file.truncate(ROOT_SIZE)
    sh("sfdisk", "--quiet", disk, input=f"label: gpt\nstart=1MiB, type=linux, uuid={partition}, name=root\n")
    sh("mke2fs", "-q", "-t", "ext4", "-b", "4096", "-d", tree, "-E", f"offset={1 << 20}", disk, str((ROOT_SIZE - (3 << 20)) // 4096))

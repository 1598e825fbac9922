"""Data volumes: files that a machine sees as NVMe disks, in the states in which a node may find one."""
import hashlib
import pathlib
import shutil
import tempfile

from .places import sh

SIZE = 1 << 30
PRECIOUS = "a file that must not be lost\n"


# How a machine knows a volume: as /dev/sdf by a link and by its controller, or by its controller alone, as on Debian; as
# /dev/sdg; not at all. The id tells it (guest/71-ebs.rules, guest/nvme).
PREFIXES = {"link": "vol0f", "controller": "vol0e", "other name": "vol0d", None: "vol00"}


class Volume:
    """An EBS volume."""
    count = 0

    def __init__(self, folder, known_by="link"):
        Volume.count += 1
        prefix = PREFIXES[known_by]
        self.serial = f"{prefix}{Volume.count:0{20 - len(prefix)}x}"
        self.path = pathlib.Path(folder, self.serial)
        with open(self.path, "wb") as file:
            file.truncate(SIZE)

    def grow(self, size):
        with open(self.path, "r+b") as file:
            file.truncate(size)

    def fingerprint(self):
        """SHA-256 of every byte."""
        with open(self.path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def signature(self):
        """What blkid sees from outside the machine."""
        try:
            return sh("blkid", "-p", "-o", "export", self.path)
        except RuntimeError:
            return ""

    def __str__(self):
        return self.serial


def blank(volume):
    """As EBS makes it."""


def ext4(volume):
    """Someone's ext4."""
    with precious_files() as folder:
        sh("mke2fs", "-q", "-t", "ext4", "-L", "precious", "-d", folder, volume.path)


def partition_table(volume):
    """A GPT partition table without any partition."""
    sh("sfdisk", "-q", volume.path, input="label: gpt\n")


def partitioned(volume):
    """A GPT partition table with ext4 in its partition."""
    sh("sfdisk", "-q", volume.path, input="label: gpt\nstart=1MiB, type=linux\n")
    with precious_files() as folder:
        sh("mke2fs", "-q", "-t", "ext4", "-b", "4096", "-d", folder, "-E", f"offset={1 << 20}", volume.path, str((SIZE - (3 << 20)) // 4096))


def other_cluster(volume):
    """The volume of a broker of another cluster."""
    kafka_data(volume, cluster_uuid("other", 1), "broker.id=1\n")


def other_node(volume):
    """The volume of another broker of this cluster."""
    kafka_data(volume, cluster_uuid("dev", 2), "version=0\nbroker.id=2\n")


def other_broker(volume):
    """A volume with this broker's UUID, as `xfs_admin -U` gives, that holds another broker's data."""
    kafka_data(volume, cluster_uuid("dev", 1), "version=0\nbroker.id=7\n")


def unfinished(volume):
    """As mkfs leaves this broker's volume when the power is cut: the superblock says that mkfs is in progress."""
    sh("mkfs.xfs", "-q", "-L", "kafka-mkfs", "-m", f"uuid={cluster_uuid('dev', 1)}", volume.path)
    with open(volume.path, "r+b") as file:
        file.seek(126)
        file.write(b"\1")


def unlabelled(volume):
    """This broker's volume with data, cut off before it got its label."""
    kafka_data(volume, cluster_uuid("dev", 1), "broker.id=1\n", label="kafka-mkfs")


def other_unlabelled(volume):
    """Another broker's volume with data that was cut off before it got its label."""
    kafka_data(volume, cluster_uuid("dev", 2), "broker.id=2\n", label="kafka-mkfs")


def no_signature(volume):
    """Bytes that no tool knows."""
    with open(volume.path, "r+b") as file:
        file.write(b"no signature, but data all the same\n" * 1000)


def swap(volume):
    """Swap space."""
    sh("mkswap", volume.path)


def cluster_uuid(cluster, broker):
    """The UUID of a broker's volume, as docs/boot.md states it: it is what tells a node its own volume."""
    digits = hashlib.sha256(f"{cluster} {broker}\n".encode()).hexdigest()
    return "-".join(digits[start:end] for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


def kafka_data(volume, uuid, properties, label="kafka-data"):
    """xfs with a meta.properties where a broker keeps it."""
    with precious_files() as folder:
        (folder / "meta.properties").write_text(properties)
        prototype = folder / "prototype"
        prototype.write_text(f"/\n0 0\nd--755 0 0\nkafka-data d--755 0 0\nmeta.properties ---644 0 0 {folder}/meta.properties\n$\n"
                             f"precious ---644 0 0 {folder}/precious\n$\n")
        sh("mkfs.xfs", "-q", "-L", label, "-m", f"uuid={uuid}", "-p", prototype, volume.path)


class precious_files:
    """A folder with a file that must not be lost, to fill a file system from."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        (self.folder / "precious").write_text(PRECIOUS)
        return self.folder

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

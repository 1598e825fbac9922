"""The scenarios: what happens to a machine, and what must come of it.

A chain of scenarios shares its machines, since a boot takes minutes where there is no KVM.
"""
import gzip
import threading
import time

from . import checks, internet, kafka, volume
from .checks import expect, expect_match
from .kafka import Client
from .machine import Failed
from .runner import Skipped, scenario


def one_machine(lab, **options):
    """A machine for the profile's first broker."""
    return lab.machine(lab.profile.nodes[0], **options)


def need_client():
    if not kafka.available():
        raise Skipped("no Kafka client on this machine: put Kafka's tools on PATH")


# One broker, from its first boot on.

@scenario("first-boot", "a blank volume is formatted, the broker is up and takes records", fast=True)
def first_boot(lab):
    need_client()
    machine = one_machine(lab)
    machine.attach(lab.volume())
    machine.power_on()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    machine.records = checks.write_records(lab, machine)
    checks.records_are_there(lab, machine, machine.records)
    return machine


@scenario("replaced-instance", "new root disk and instance id, old volume: nothing formatted, same broker, same records", after="first-boot", fast=True)
def replaced_instance(lab, machine):
    before = checks.volume_facts(machine)
    machine.kill()
    machine.new_instance()
    machine.data_first = True
    machine.power_on()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    expect(checks.volume_facts(machine), before, "facts of the volume after the replacement")
    checks.records_are_there(lab, machine, machine.records)
    return machine


@scenario("reboot", "same volume, same files, the stack is up again without cloud-init's part", after="replaced-instance")
def reboot(lab, machine):
    before, marks = checks.facts(machine), "stat -c '%n %Y' /var/lib/cloud/instance/sem/config_{scripts_user,write_files,runcmd}"
    once = machine.out(marks)
    machine.reboot()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    expect(checks.facts(machine), before, "facts after the reboot")
    expect(machine.out(marks), once, "cloud-init's per-instance modules")
    checks.records_are_there(lab, machine, machine.records)
    return machine


HALF_INSTALLED = "Package: unrelated\\nStatus: install ok half-configured\\nMaintainer: x <x@example.internal>\\nArchitecture: all\\nVersion: 1\\nDescription: x\\n\\n"


@scenario("reboot-in-need", "a half-installed package, a package that is missing, a root disk with 2 MiB left, nothing outside answers: the broker is up",
          after="reboot")
def reboot_in_need(lab, machine):
    machine.out(f"printf '{HALF_INSTALLED}' >> /var/lib/dpkg/status; cp /etc/kafka-node/node.env /root; "
                "echo WAIT=10 >> /etc/kafka-node/node.env; mv /etc/ssl/certs/ca-certificates.crt /root")
    # As full as Docker can start containers on.
    machine.out("dd if=/dev/zero of=/full bs=1M; truncate -s -2M /full; sync", 1800)
    lab.internet.down = {machine.node.REPOSITORY.split("/")[2], *lab.mirrors, *internet.REGISTRIES}
    machine.reboot()
    machine.wait_for_boot()
    lab.internet.down = set()
    expect_match(machine.out("kafka-node status"), r"done at .*, without:\nkafka-node: packages: error: no ca-certificates, see above", "the status")
    machine.out("rm /full; cp /root/node.env /etc/kafka-node; mv /root/ca-certificates.crt /etc/ssl/certs; sed -i '/^Package: unrelated$/,/^$/d' /var/lib/dpkg/status")
    checks.is_up(lab, machine)
    checks.records_are_there(lab, machine, machine.records)
    return machine


@scenario("grown-volume", "stopped, the volume twice its size, started: the file system has grown", after="reboot-in-need")
def grown_volume(lab, machine):
    machine.shut_down()
    machine.volumes["data"].grow(2 * volume.SIZE)
    machine.power_on()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    size = int(machine.out("findmnt -nbro SIZE /data"))
    if size < 1.8 * volume.SIZE:
        raise Failed(f"/data has {size} bytes of {2 * volume.SIZE}")
    checks.records_are_there(lab, machine, machine.records)
    return machine


@scenario("outages", "repository and registry down, slow and back, a wrong commit: a clear failure, and kafka-node by hand goes on",
          after="grown-volume")
def outages(lab, machine):
    head = machine.out("git -c safe.directory=* -C /opt/kafka-node rev-parse HEAD")
    repository = machine.node.REPOSITORY.split("/")[2]

    lab.note("the repository is down")
    machine.out("rm -rf /opt/kafka-node")
    lab.internet.down = {repository}
    code, said = checks.boot_by_hand(machine)
    expect(code, 1, "the exit code without the repository")
    expect_match(said, rf"kafka-node: checkout: error: no {machine.node.COMMIT} from", "what it said")

    lab.note("it comes back while a boot waits")
    timer = threading.Timer(40, lab.internet.down.clear)
    timer.start()
    code, said = checks.boot_by_hand(machine, patience=300)
    expect(code, 0, f"the exit code with the repository back ({said[-500:]})")

    lab.note("a commit that isn't there")
    machine.out("rm -rf /opt/kafka-node; cp /etc/kafka-node/node.env /root; echo COMMIT=" + "0" * 40 + " >> /etc/kafka-node/node.env")
    code, said = checks.boot_by_hand(machine)
    expect(code, 1, "the exit code with a wrong commit")
    expect_match(said, "kafka-node: checkout: error: no 0000", "what it said")
    machine.out("cp /root/node.env /etc/kafka-node")

    lab.note("the registry is down, and after that slow")
    machine.out("docker rm -f broker && docker rmi $(docker images -q --filter reference='confluentinc/cp-kafka')")
    lab.internet.down = set(internet.REGISTRIES)
    code, said = checks.boot_by_hand(machine)
    expect(code, 1, "the exit code without the registry")
    expect_match(said, "kafka-node: start: error: the stack does not start", "what it said")
    lab.internet.down, lab.internet.rate = set(), 2 << 20
    checks.comes_up_by_hand(lab, machine)
    lab.internet.rate = None
    expect(machine.out("git -c safe.directory=* -C /opt/kafka-node rev-parse HEAD"), head, "the checkout")
    checks.records_are_there(lab, machine, machine.records)
    return machine


@scenario("volume-missing-later", "a later boot without the volume: nothing starts on the root disk; attached, it goes on", after="outages")
def volume_missing_later(lab, machine):
    machine.out("echo WAIT=60 >> /etc/kafka-node/node.env")
    machine.shut_down()
    data = machine.detach()
    machine.power_on()
    machine.wait_for_boot()
    checks.has_stopped(machine, "disk: error: no data volume: attach it as /dev/sdf")
    expect(machine.out("ls -A /data; touch /data/written 2> /dev/null && echo written"), "", "the mount point on the root disk")
    code, said = machine.run("kafka-node verify", 120)
    expect(code, 1, "the exit code of verify")
    expect_match(said, "kafka-node: verify: error: Docker does not run", "what it said")
    machine.run("systemctl start docker", 200)
    checks.no_container_runs(machine)
    machine.attach(data)
    checks.comes_up_by_hand(lab, machine)
    checks.records_are_there(lab, machine, machine.records)
    return machine


# A volume that isn't this broker's, and one that comes late.

REFUSED = [
    (volume.partition_table, "neither blank nor xfs"),
    (volume.partitioned, "neither blank nor xfs"),
    (volume.other_cluster, "neither blank nor xfs"),
    (volume.other_node, "neither blank nor xfs"),
    (volume.no_signature, "neither blank nor xfs"),
    (volume.swap, "neither blank nor xfs"),
    (volume.other_unlabelled, "may hold files"),
    (volume.other_broker, "holds data of broker 7, so untouched"),
]


@scenario("foreign-volume", "a first boot with someone's ext4: untouched to the byte, the reason on the console and in the status", fast=True)
def foreign_volume(lab):
    machine, data = one_machine(lab), lab.volume(volume.ext4)
    before = data.fingerprint()
    machine.attach(data)
    machine.power_on()
    machine.wait_for_boot()
    checks.has_stopped(machine, r"disk: error: /dev/nvme\dn1 is neither blank nor xfs .*, so untouched: .*ext4")
    expect_match(machine.out("cloud-init status --long"), r"^status: error$", "cloud-init status")
    checks.timings(lab, machine)
    expect(data.fingerprint(), before, "the volume's bytes")
    return machine


@scenario("two-volumes", "two unused disks, neither named: refuses to guess, names both", after="foreign-volume", fast=True)
def two_volumes(lab, machine):
    machine.detach()
    two = {port: lab.volume(known_by=None) for port in ("data", "spare1")}
    for port, data in two.items():
        machine.attach(data, port)
    code, said = checks.boot_by_hand(machine, patience=5)
    expect(code, 1, "the exit code")
    expect_match(said, r"several disks could be it, so all untouched: /dev/nvme\dn1 /dev/nvme\dn1", "what it said")
    for port, data in two.items():
        expect(data.signature(), "", "an unused disk of two")
        machine.detach(port)
    checks.no_container_runs(machine)
    return machine


@scenario("refusals", "GPT, partitions, xfs of another cluster and of another broker, another broker's data, unknown bytes, swap: untouched to the byte", after="two-volumes")
def refusals(lab, machine):
    for state, reason in REFUSED:
        data = lab.volume(state)
        before = data.fingerprint()
        machine.attach(data)
        code, said = checks.boot_by_hand(machine, patience=5)
        expect(code, 1, f"the exit code with {state.__name__}")
        expect_match(said, reason, state.__name__)
        expect_match(machine.out("kafka-node status"), reason, f"the status with {state.__name__}")
        machine.out("sync; blockdev --flushbufs /dev/sdf")
        expect(data.fingerprint(), before, f"the bytes of {state.__name__}")
        lab.note(f"{state.__name__}: {reason}")
        machine.detach()
    checks.no_container_runs(machine)
    return machine


@scenario("cut-format", "mkfs that was cut off begins again, and a volume that didn't get its label keeps its files", after="two-volumes", fast=True)
def cut_format(lab, machine):
    for state in (volume.unfinished, volume.unlabelled):
        data = lab.volume(state)
        machine.attach(data)
        code, said = machine.run("kafka-node disk")
        expect(code, 0, f"the exit code with {state.__name__} ({said[-500:]})")
        expect_match(machine.out("blkid -p /dev/sdf"), f'LABEL="kafka-data" UUID="{volume.cluster_uuid("dev", 1)}"', state.__name__)
        kept = machine.out("mount /dev/sdf /mnt && ls /mnt; umount /mnt")
        expect(kept, "kafka-data\nprecious" if state is volume.unlabelled else "", f"the files of {state.__name__}")
        machine.detach()
    return machine


@scenario("mended", "a blank volume attached 60 s after systemctl restart: it comes up", after="two-volumes")
def mended(lab, machine):
    threading.Timer(60, machine.attach, [lab.volume()]).start()
    checks.comes_up_by_hand(lab, machine)
    return machine


@scenario("late-volume", "a volume attached 60 s after the first boot began to look for it")
def late_volume(lab):
    machine = one_machine(lab, data_first=True)
    machine.power_on()
    machine.wait_for_console("kafka-node: packages: done")
    time.sleep(60)
    machine.attach(lab.volume(known_by=None))
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    return machine


@scenario("other-volume", "a blank volume under another name, 60 s later the data volume, told by the controllers alone: the other untouched", fast=True)
def other_volume(lab):
    machine, other = one_machine(lab), lab.volume(known_by="other name")
    before = other.fingerprint()
    machine.attach(other, "spare1")
    machine.power_on()
    machine.wait_for_console("kafka-node: packages: done")
    time.sleep(60)
    data = lab.volume(known_by="controller")
    machine.attach(data)
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    expect(other.fingerprint(), before, "the other volume's bytes")
    # What this machine's nvme stands in for: the kernel gives the controller's page to Python.
    ask = "eval \"$(sed -n '/^nvme_controller()/,/^}/p' /usr/sbin/kafka-node)\"; nvme() { false; }; nvme_controller $1 | head -c 24 | tail -c 20"
    serials = machine.out(f"set -- $(lsblk -dnpo NAME,SERIAL | grep {data.serial}); {ask}")
    expect(serials, data.serial, "the serial that the controller tells")
    return machine


@scenario("no-volume", "no volume at all: a clear failure after five minutes, and attached it comes up")
def no_volume(lab):
    machine = one_machine(lab)
    machine.power_on()
    machine.wait_for_boot()
    checks.has_stopped(machine, "disk: error: no data volume: attach it as /dev/sdf")
    machine.attach(lab.volume())
    checks.comes_up_by_hand(lab, machine)
    return machine


# Other systems, other forms of the user-data.

@scenario("debian-13", "Debian 13, its cloud-init and compose v2; gzip'd user-data; a volume that only its controller names", image="trixie")
def debian_13(lab):
    machine = one_machine(lab, image="trixie", user_data=gzip.compress(lab.profile.nodes[0].user_data, mtime=0))
    machine.attach(lab.volume(known_by="controller"))
    machine.power_on()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    return machine


@scenario("bare-image", "without Docker, git and xfsprogs; the mirror down for a minute; user-data pasted with CRLF and a newline more",
          image="bookworm-bare")
def bare_image(lab):
    pasted = lab.profile.nodes[0].user_data.replace(b"\n", b"\r\n") + b"\r\n"
    machine = one_machine(lab, image="bookworm-bare", user_data=pasted)
    machine.attach(lab.volume())
    lab.internet.down = set(lab.mirrors)
    machine.power_on()
    machine.wait_for_console("Starting .*kafka-node")
    time.sleep(60)
    lab.internet.down = set()
    machine.wait_for_boot()
    checks.is_up(lab, machine)
    return machine


# The power is cut.

@scenario("power-cut", "the power is cut in each step, one boot after the other: the next boot gets further, the last one completes")
def power_cut(lab):
    machine = one_machine(lab)
    machine.attach(lab.volume())
    steps = machine.node.STEPS.split()
    for before, step in zip([None, *steps], steps):
        machine.power_on()
        machine.wait_for_console(f"kafka-node: {before}: done" if before else "Starting .*kafka-node")
        time.sleep(2 if step in ("packages", "checkout", "start", "verify", "kafka-manager") else 0.5)
        machine.kill()
        lab.note(f"cut in {step}, {time.monotonic() - machine.started:.0f} s after power-on")
    machine.power_on()
    machine.wait_for_boot()
    expect_match(machine.out("cat /run/kafka-node"), "done at", "the result of kafka-node")
    checks.is_up_but_for_cloud_init(lab, machine)
    return machine


# Three brokers.

@scenario("prod", "three machines, the last first: one quorum; 10,000 records with acks=all read back by a client outside", profile="prod")
def cluster(lab):
    need_client()
    profile = lab.profile
    machines = [lab.machine(node, slot=slot, cpus=1, data_first=slot == 1) for slot, node in enumerate(profile.nodes)]
    for machine in reversed(machines):
        machine.attach(lab.volume())
        machine.power_on()
        time.sleep(20)
    for machine in machines:
        machine.wait_for_boot()
    ids = [node.id for node in profile.nodes]
    for machine in machines:
        checks.is_up(lab, machine, ids)
    machines[0].records = checks.write_records(lab, machines[0], count=10000, partitions=6, replicas=3)
    checks.records_are_there(lab, machines[0], machines[0].records)
    return machines


@scenario("prod-replaced", "one of three killed while records are produced, and replaced on its volume: none lost, all in sync again", after="prod")
def one_of_three_replaced(lab, machines):
    profile, victim = lab.profile, machines[1]
    before = checks.volume_facts(victim)
    client = Client(profile.release, profile.bootstrap)
    producer = client.produce("orders", 15000, rate=50, prefix=9)
    answered = []
    reader = threading.Thread(target=lambda: answered.append(client.acknowledged(producer, 3600)), daemon=True)
    reader.start()
    time.sleep(40)
    victim.kill()
    lab.note("broker 2 is killed while the producer is at work")
    time.sleep(20)
    victim.new_instance()
    victim.power_on()
    victim.wait_for_boot()
    checks.is_up(lab, victim, [node.id for node in profile.nodes])
    expect(checks.volume_facts(victim), before, "facts of the volume after the replacement")
    reader.join()
    values = answered[0][0]
    lab.note(f"{len(values)} of 15000 records acknowledged meanwhile")
    if len(values) < 10000:
        raise Failed(f"only {len(values)} of 15000 records acknowledged: {answered[0][1][-500:]}")
    checks.wait_until(lambda: all(replicas == in_sync for replicas, in_sync in client.replicas("orders")), 900, "all replicas in sync")
    lab.note("all replicas are in sync again")
    checks.records_are_there(lab, machines[0], machines[0].records + values)
    return machines


@scenario("prod-reboot", "one of three reboots: same volume, same files, back in the quorum, all records there", after="prod-replaced")
def one_of_three_reboots(lab, machines):
    machine, before = machines[0], checks.facts(machines[0])
    machine.reboot()
    machine.wait_for_boot()
    checks.is_up(lab, machine, [node.id for node in lab.profile.nodes])
    expect(checks.facts(machine), before, "facts after the reboot")
    checks.records_are_there(lab, machine, machine.records)
    return machines


# The same with KRaft.

scenario("kraft-dev", "KRaft: a blank volume is formatted, the broker is up and takes records", profile="kraft-dev")(first_boot)
scenario("kraft-dev-replaced", "KRaft: new root disk and instance id, old volume: same node, same records", after="kraft-dev")(replaced_instance)
scenario("kraft-dev-reboot", "KRaft: same volume, same files, the stack is up again", after="kraft-dev-replaced")(reboot)
scenario("kraft-prod", "KRaft: three controllers and three brokers; 10,000 records read back by a client outside", profile="kraft-prod")(cluster)
scenario("kraft-prod-replaced", "KRaft: one of three killed while records are produced, and replaced: none lost", after="kraft-prod")(one_of_three_replaced)

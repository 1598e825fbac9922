"""What a node must look like, up and stopped."""
import re
import time

from .kafka import Client
from .machine import PATIENCE, Failed
from .volume import cluster_uuid


def expect(actual, expected, what):
    """A fact must be so; what is found instead is the failure's text."""
    if actual != expected:
        raise Failed(f"{what}: {actual!r} instead of {expected!r}")


def expect_match(text, pattern, what):
    if not re.search(pattern, text, re.M):
        raise Failed(f"{what}: nothing like {pattern!r} in {text[-1500:]!r}")


def is_up(lab, machine, broker_ids=None):
    """The node is as its profile says: volume, fstab, owners, checkout, compose file, containers, broker."""
    node, uuid = machine.node, cluster_uuid(machine.node.CLUSTER, machine.node.BROKER_ID)
    expect_match(machine.out("cat /run/kafka-node"), "done at", "the result of kafka-node")
    expect_match(machine.out("cloud-init status --long"), r"^status: done$", "cloud-init status")
    expect(machine.out("systemctl list-units --failed --plain --no-legend '*.mount' 'cloud-*' 'containerd*' 'docker*' 'kafka-node*'"), "", "failed units")
    expect(machine.out(f"findmnt -nro UUID,FSTYPE {node.MOUNT}"), f"{uuid} xfs", "the mount")
    expect_match(machine.out("cat /etc/fstab"), rf"^UUID={uuid} {node.MOUNT} xfs {node.FSTAB_OPTIONS} 0 2$", "/etc/fstab")
    expect(machine.out(f"awk '$2 == \"{node.MOUNT}\"' /etc/fstab | wc -l"), "1", "lines for the mount in fstab")
    for directory in node.DATA_DIRECTORIES.split():
        expect(machine.out(f"stat -c %u:%g {node.MOUNT}/{directory}"), node.OWNER, f"the owner of {directory}")
    checkout = f"/opt/kafka-node/{node.DIRECTORY}"
    git = "git -c safe.directory=* -C /opt/kafka-node"
    expect(machine.out(f"{git} rev-parse HEAD"), node.COMMIT, "git head")
    expect(machine.out(f"cat {checkout}/docker-compose.yml") + "\n", node.compose, "the compose file")
    containers_run(machine)
    expect(machine.out("docker inspect -f '{{.HostConfig.Privileged}}' broker"), "false", "what the repository's override file asks for")
    expect(machine.out(f"sed -n 's/^\\(broker\\|node\\).id=//p' {node.MOUNT}/kafka-data/meta.properties"), node.BROKER_ID, "meta.properties")
    sees_brokers(lab, node, broker_ids or [node.id])
    timings(lab, machine)


def containers_run(machine):
    """All containers of the compose file run and no other is there. One that gave up waiting for another starts again."""
    expected = [f"{name} running" for name in machine.node.containers]

    def states():
        return sorted(machine.out("docker ps -a --format '{{.Names}} {{.State}}'").splitlines())
    wait_until(lambda: states() == expected, PATIENCE, lambda: f"containers {expected} instead of {states()}")


def sees_brokers(lab, node, ids):
    """A client outside is told of these brokers, no more and no less."""
    client = Client(lab.profile.release, node.bootstrap)
    wait_until(lambda: client.brokers() == ids, PATIENCE, lambda: f"brokers {ids} at {node.bootstrap}, which has {client.brokers()}")
    lab.note(f"a client outside sees brokers {ids} at {node.bootstrap}")


def timings(lab, machine):
    """How long each step took, from the end of the one before."""
    # The host that sees a guest's console is a moment late, and cloud-init's own time comes before the first step.
    before, parts = None, []
    for seconds, line in list(machine.steps):
        if found := re.match(r"kafka-node: (\S+): (done|error)", line):
            parts.append(f"{found[1]} {seconds - before:.0f}" if before is not None else f"{found[1]} at {seconds:.0f}")
            before = seconds
    lab.note(f"broker {machine.node.id}, seconds: {', '.join(parts)}")


def has_stopped(machine, reason):
    """The boot failed loudly: on the console, in the status, for cloud-init; and no container runs."""
    expect_match(machine.console(), rf"kafka-node: {reason}", "the console")
    expect_match(machine.out("kafka-node status"), rf"\Akafka-node: {reason}", "kafka-node status")
    expect(machine.out("systemctl show -P ActiveState kafka-node"), "failed", "kafka-node.service")
    no_container_runs(machine)


def no_container_runs(machine):
    # Asked through its socket, a daemon that isn't there would be started.
    expect(machine.out("systemctl -q is-active docker && docker ps -q"), "", "running containers")


def boot_by_hand(machine, patience=20, timeout=3600):
    """`kafka-node boot` with less patience than a booting machine has; returns its exit code and what it said."""
    return machine.run(f"WAIT={patience} kafka-node boot", timeout)


def comes_up_by_hand(lab, machine):
    """What an operator is told to do once the reason is mended."""
    _, said = machine.run("systemctl restart kafka-node; kafka-node status", 3600)
    expect_match(said, "done at", "kafka-node after systemctl restart")
    is_up_but_for_cloud_init(lab, machine)


def is_up_but_for_cloud_init(lab, machine):
    """The stack runs and a client outside sees the broker, whatever cloud-init said of the boot before."""
    containers_run(machine)
    sees_brokers(lab, machine.node, [machine.node.id])


def write_records(lab, machine, topic="orders", count=300, partitions=3, replicas=1):
    """Makes a topic and writes to it; returns the values that were acknowledged."""
    client = Client(lab.profile.release, machine.node.bootstrap)
    client.create_topic(topic, partitions, replicas)
    return client.write(topic, count)


def records_are_there(lab, machine, values, topic="orders"):
    client = Client(lab.profile.release, machine.node.bootstrap)
    expect(sorted(client.missing(topic, values))[:20], [], "lost records")
    lab.note(f"all {len(values)} acknowledged records read back")


def facts(machine):
    """What must be the same after a reboot, and mustn't change by formatting: a file's inode and its time of birth."""
    mount = machine.node.MOUNT
    return machine.out(f"sha256sum {mount}/.kafka-node {mount}/kafka-data/meta.properties /etc/fstab | cut -d' ' -f1,3; "
                       f"stat -c '%n %i %W' {mount} {mount}/.kafka-node {mount}/kafka-data/meta.properties; "
                       f"git -c safe.directory=* -C /opt/kafka-node rev-parse HEAD")


def volume_facts(machine):
    """The part of the facts that is on the volume."""
    mount = machine.node.MOUNT
    return machine.out(f"sha256sum {mount}/.kafka-node {mount}/kafka-data/meta.properties | cut -d' ' -f1; "
                       f"stat -c '%n %i %W' {mount} {mount}/.kafka-node {mount}/kafka-data/meta.properties")


def wait_until(question, timeout, what, pause=5):
    """Asks until the answer is true."""
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        if question():
            return
        time.sleep(pause)
    raise Failed(f"{what() if callable(what) else what}: not in {timeout} s")

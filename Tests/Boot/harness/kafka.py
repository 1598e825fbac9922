"""A Kafka client outside the machines, which finds the brokers as any client does: by their advertised names."""
import json
import re
import shutil
import subprocess

from .machine import PATIENCE, Failed
from .places import kafka_runtime


class Client:
    """Kafka's own tools of a release, run in the machines' network: from kafka-runtime, or from PATH."""

    def __init__(self, release, bootstrap):
        self.release, self.bootstrap = release, bootstrap

    def tool(self, name, *arguments):
        if (kafka_runtime / "kafka").exists():
            return [str(kafka_runtime / "kafka"), self.release, name, *arguments]
        found = shutil.which(name) or shutil.which(name + ".sh")
        if not found:
            raise Failed(f"no {name} on PATH")
        return [found, *arguments]

    def run(self, name, *arguments):
        """What a tool says; it is given three tries, since an emulated broker may take longer than a client waits."""
        for _ in range(3):
            done = subprocess.run(self.tool(name, *arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
            said = done.stdout + done.stderr
            if not done.returncode or "already exists" in said:
                return done.stdout
        raise Failed(f"{name}: exit {done.returncode}: {said[-1500:]}")

    def brokers(self):
        """The ids of the brokers that this client sees."""
        said = self.run("kafka-broker-api-versions", "--bootstrap-server", self.bootstrap)
        return sorted(int(number) for number in re.findall(r"\(id: (\d+) ", said))

    def create_topic(self, topic, partitions, replicas):
        self.run("kafka-topics", "--bootstrap-server", self.bootstrap, "--create", "--topic", topic,
                 "--partitions", str(partitions), "--replication-factor", str(replicas))

    def replicas(self, topic):
        """For each partition, its replicas and those in sync."""
        said = self.run("kafka-topics", "--bootstrap-server", self.bootstrap, "--describe", "--topic", topic)
        return [(sorted(found[0].split(",")), sorted(found[1].split(","))) for found in re.findall(r"Replicas: ([\d,]+)\s+Isr: ([\d,]+)", said)]

    def produce(self, topic, count, rate=-1, prefix=0):
        """Starts a producer that waits for all replicas; see `acknowledged`."""
        # The tool of older releases has another name for --bootstrap-server, and kafka-runtime's lack a jar that it
        # needs; brokers since Kafka 0.10 understand a newer one.
        newer = Client(self.release if int(self.release.split(".")[0]) > 6 else "6.2.0", self.bootstrap)
        return subprocess.Popen(newer.tool("kafka-verifiable-producer", "--bootstrap-server", self.bootstrap, "--topic", topic,
                                           "--acks", "-1", "--max-messages", str(count), "--throughput", str(rate),
                                           "--value-prefix", str(prefix)),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def acknowledged(self, producer, timeout):
        """Waits for a producer's end; returns the values that were acknowledged."""
        said, _ = producer.communicate(timeout=timeout)
        events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        return [event["value"] for event in events if event["name"] == "producer_send_success"], said

    def write(self, topic, count):
        """Writes until so many records are acknowledged; returns their values. The producer doesn't try a record again."""
        values = []
        for attempt in range(5):
            more, said = self.acknowledged(self.produce(topic, count - len(values), prefix=attempt), 1800)
            values += more
            if len(values) == count:
                return values
        raise Failed(f"{len(values)} of {count} records acknowledged: {said[-600:]}")

    def missing(self, topic, values, quiet=300):
        """Those of the values that a consumer doesn't find in a topic, which it leaves as soon as it has found all."""
        # A new group needs the offsets topic, whose partitions an emulated broker takes a minute to make.
        consumer = subprocess.Popen(self.tool("kafka-console-consumer", "--bootstrap-server", self.bootstrap, "--topic", topic,
                                              "--from-beginning", "--timeout-ms", str(quiet * 1000)),
                                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        missing = set(values)
        for line in consumer.stdout:
            missing.discard(line.strip())
            if not missing:
                break
        consumer.kill()
        consumer.wait()
        return missing


def available():
    """Whether this machine has Kafka's tools."""
    return (kafka_runtime / "kafka").exists() or bool(shutil.which("kafka-topics") or shutil.which("kafka-topics.sh"))

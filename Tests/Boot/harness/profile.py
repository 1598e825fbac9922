"""The shipped profiles as the program renders them, and what the machines need from outside for them."""
import os
import pathlib
import re
import shlex
import tempfile

from .places import checkout, kafka_runtime, program, sh


KAFKA = ("zookeeper", "controller", "broker")


class Node:
    """One broker's rendered files."""

    def __init__(self, folder):
        self.id = int(folder.name.rpartition("-")[2])
        self.user_data = (folder / "user-data.yaml").read_bytes()
        self.compose = (folder / "docker-compose.yml").read_text()
        environment = re.search(r"path: /etc/kafka-node/node\.env\n(?:  \w.*\n)*?  content: \|\n((?:    .*\n)+)", self.user_data.decode())[1]
        self.environment = dict(line.split("=", 1) for line in shlex.split(environment))
        self.host = re.search(r"broker \d+ of cluster \S+, (\S+)", self.user_data.decode())[1]
        self.services = re.findall(r"^  ([\w-]+):$", self.compose, re.M)
        self.containers = sorted(re.findall(r"container_name: (\S+)", self.compose))
        # The first advertised address that isn't for the instance alone.
        advertised = re.search(r"KAFKA_ADVERTISED_LISTENERS: (\S+)", self.compose)[1].split(",")
        self.bootstrap = next(listener.split("://")[1] for listener in advertised if "localhost" not in listener)

    def __getattr__(self, name):
        """A value of node.env, by its name there."""
        try:
            return self.environment[name]
        except KeyError:
            raise AttributeError(name) from None


class Profile:
    """A profile of the checkout, rendered by the program that was built from it."""

    def __init__(self, name, folder):
        self.name = name
        self.release = re.search(r"^release: *(\S+)", (checkout / "profiles" / f"{name}.yaml").read_text(), re.M)[1]
        self.nodes = self.render(folder)
        options = []
        if len(self.nodes) > 1:
            # Three machines on one host, emulated where there is no KVM, have no room for the services round Kafka;
            # the single broker's machine runs them all.
            services = [service for service in KAFKA if service in self.nodes[0].services]
            options += ["--set", f"services=[{', '.join(services)}]"]
        if kafka_runtime.exists():
            # A stand-in can't have the commit of the real branch.
            with tempfile.TemporaryDirectory() as tree:
                options += ["--set", f"checkout.commit={stand_in(self.nodes[0], tree)}"]
        if options:
            self.nodes = self.render(folder, *options)

    def render(self, folder, *options):
        # The size of the tests' volumes: a disk that nothing names is taken only if it has it.
        sh(program, "render", self.name, "--output", folder, "--set", "data.volume.size=1", *options, cwd=checkout)
        return sorted((Node(path) for path in (folder / self.name).glob("broker-*")), key=lambda node: node.id)

    @property
    def bootstrap(self):
        return ",".join(node.bootstrap for node in self.nodes)


def repositories(profiles, folder):
    """Stand-ins for the repositories that the nodes check out: the branch and the folder are there, with a compose
    file of no interest, since the node writes its own, and others that compose would read by itself. None where the
    real ones are used."""
    if not kafka_runtime.exists():
        return None
    for node in {(node.REPOSITORY, node.REF): node for profile in profiles for node in profile.nodes}.values():
        bare = pathlib.Path(folder, "/".join(node.REPOSITORY.removesuffix(".git").split("/")[-2:]))
        with tempfile.TemporaryDirectory() as tree:
            stand_in(node, tree)
            if not bare.exists():
                sh("git", "init", "-q", "--bare", bare)
            sh("git", "-C", tree, "push", "-q", bare, node.REF)
    return pathlib.Path(folder)


def stand_in(node, tree):
    """Makes the branch of a node's checkout in an empty folder, and gives its commit, which is always the same."""
    def git(*words):
        return sh("git", "-C", tree, "-c", "user.name=boot-test", "-c", "user.email=boot-test@example.internal", *words,
                  env=os.environ | {"GIT_AUTHOR_DATE": "@0 +0000", "GIT_COMMITTER_DATE": "@0 +0000"})
    git("init", "-q", "-b", node.REF)
    directory = pathlib.Path(tree, node.DIRECTORY)
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("docker-compose.yml", "docker-compose.override.yml", "compose.yaml", "compose.override.yaml"):
        (directory / name).write_text("services: {upstream: {image: none}, broker: {privileged: true}}\n")
    (directory / ".env").write_text("COMPOSE_FILE=compose.yaml\nCOMPOSE_PROJECT_NAME=upstream\n")
    git("add", "-A")
    git("commit", "-q", "-m", f"Stand-in for {node.REF}")
    return git("rev-parse", "HEAD").strip()

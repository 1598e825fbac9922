"""What the scenarios are run with: machines, their network, and a folder for what is seen."""
import pathlib
import time

from . import container_images, internet, metadata, network
from .machine import Failed, Machine
from .volume import Volume


class Lab:
    """Lives inside the tests' namespaces; everything that it starts ends with them."""

    def __init__(self, folder, report, profiles, images, kvm, repositories, certificate, mirrors):
        self.folder, self.report, self.profiles, self.images, self.kvm = pathlib.Path(folder), report, profiles, images, kvm
        self.mirrors = mirrors
        self.instances, self.machines, self.notes = {}, [], []
        composes = [node.compose for profile in profiles.values() for node in profile.nodes]
        content = container_images.images_for(composes, not kvm)
        hosts = [*internet.REGISTRIES, "github.com", *mirrors] if content else None
        self.network = network.Network(folder, hosts)
        self.internet = internet.Internet(network.INTERNET, self.folder / "outside", certificate, repositories, content, report / "internet.log")
        metadata.serve(self.instances)

    def machine(self, node, image="bookworm", slot=0, user_data=None, **options):
        """A machine for a node, which its cluster's host name leads to."""
        machine = Machine(self, slot, self.images[image], user_data or node.user_data, **options)
        machine.node = node
        self.machines.append(machine)
        self.network.resolve({machine.node.host: machine.address for machine in self.machines})
        return machine

    def volume(self, state=None, known_by="link"):
        volume = Volume(self.folder, known_by)
        if state:
            state(volume)
        return volume

    def note(self, text):
        """Something that was seen, for the report."""
        self.notes.append(text)
        print(f"  {time.strftime('%H:%M:%S')} {text}", flush=True)

    def keep(self, name, outcome):
        """Writes what is known of every machine into the report's folder of a scenario."""
        folder = self.report / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "seen.txt").write_text("".join(note + "\n" for note in self.notes))
        for machine in self.machines:
            try:
                evidence = machine.evidence(outcome)
            except (Failed, OSError) as error:
                evidence = f"{error}\n"
            (folder / f"broker-{machine.node.id}.txt").write_text(evidence)
            (folder / f"broker-{machine.node.id}-console.txt").write_text(machine.console())
            (folder / f"broker-{machine.node.id}-steps.txt").write_text(
                "".join(f"{seconds:7.1f} s  {line}\n" for seconds, line in machine.steps))

    def clear(self):
        """Ends all machines and throws their disks away."""
        for machine in self.machines:
            machine.kill()
            for disk in [machine.root, *machine.folder.glob("*.qcow2")]:
                disk.unlink(missing_ok=True)
        for volume in self.folder.glob("vol0*"):
            volume.unlink()
        self.machines, self.notes = [], []
        self.internet.down, self.internet.rate = set(), None

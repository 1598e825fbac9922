"""One EC2-like virtual machine: QEMU, its monitor (QMP) and its guest agent."""
import base64
import json
import random
import re
import socket
import subprocess
import threading
import time
import uuid

from . import metadata, network
from .places import guest, sh

# Debian's cloud kernel starts these whether or not user-data has anything to do with them.
LEFT_OUT = "apparmor=0 " + " ".join("systemd.mask=" + unit for unit in (
    "apparmor.service", "apt-daily.timer", "apt-daily-upgrade.timer", "e2scrub_reap.service", "man-db.timer", "systemd-update-utmp.service"))
PORTS = ("data", "spare1", "spare2")
# Seconds for what takes one second where KVM is: a hang must fail, and slowness mustn't.
PATIENCE = 600


class Failed(Exception):
    """A machine did not do what a scenario expects."""


class Machine:
    """A machine in a slot (0, 1, 2) of the network, with the root disk of an image and the volumes attached to it."""

    def __init__(self, lab, slot, image, user_data, memory=3072, cpus=2, data_first=False):
        self.lab, self.slot, self.image, self.user_data = lab, slot, image, user_data
        self.memory, self.cpus, self.data_first = memory, cpus, data_first
        self.address, self.mac = network.address(slot), network.mac(slot)
        self.folder = lab.folder / f"machine-{slot}-{uuid.uuid4().hex[:6]}"
        self.folder.mkdir()
        self.volumes, self.boots, self.process, self.boot_id = {}, 0, None, None
        self.one_at_a_time = threading.Lock()
        self.partition = json.loads((image / "image.json").read_text())["partition"]
        self.new_instance()

    def new_instance(self):
        """A new root disk and a new instance id: what an Auto Scaling group does when an instance dies."""
        self.instance_id = "i-" + uuid.uuid4().hex[:17]
        self.root = self.folder / f"{self.instance_id}.qcow2"
        sh("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", self.image / "disk.qcow2", self.root, "12G")
        self.lab.instances[self.address] = self

    # What happens to a machine.

    def power_on(self):
        self.boots += 1
        self.console_path = self.folder / f"console-{self.boots}.log"
        self.console_path.write_text("")
        self.started, self.steps = time.monotonic(), []
        self.process = subprocess.Popen(["nice", "-n", "5", "qemu-system-x86_64", *self.arguments()], stdin=subprocess.DEVNULL,
                                        stdout=open(self.folder / "qemu.log", "a"), stderr=subprocess.STDOUT)
        self.monitor = Channel(self.folder / "monitor", self.process)
        self.monitor.read()
        self.monitor.call("qmp_capabilities")
        self.agent = Channel(self.folder / "agent", self.process)
        threading.Thread(target=self.watch, args=(self.console_path, self.process), daemon=True).start()

    def kill(self):
        """The power is cut."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def shut_down(self):
        """An orderly stop, as EC2's Stop."""
        self.start_command("systemctl poweroff")
        try:
            self.process.wait(2 * PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("does not power off") from None

    def reboot(self):
        """A reboot by the guest itself. QEMU ends with it, so that each boot has its own console."""
        self.start_command("systemctl reboot")
        try:
            self.process.wait(2 * PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed("does not reboot") from None
        self.power_on()

    def attach(self, volume, port="data"):
        """Attaches a volume, to the running machine or for its next start."""
        self.volumes[port] = volume
        if self.process and self.process.poll() is None:
            self.monitor.call("blockdev-add", driver="raw", **{"node-name": volume.serial, "cache": {"no-flush": True},
                                                               "file": {"driver": "file", "filename": str(volume.path)}})
            self.monitor.call("device_add", driver="nvme", id=volume.serial, bus=port, drive=volume.serial, serial=volume.serial)
            until = time.monotonic() + PATIENCE
            while volume.serial not in self.out("udevadm settle; lsblk -dno SERIAL"):
                if time.monotonic() > until:
                    raise Failed("an attached volume does not show in the machine")
                time.sleep(1)

    def detach(self, port="data"):
        volume = self.volumes.pop(port)
        if self.process and self.process.poll() is None:
            self.monitor.call("device_del", id=volume.serial)
            self.monitor.wait_for("DEVICE_DELETED", PATIENCE)
            self.monitor.call("blockdev-del", **{"node-name": volume.serial})
        return volume

    # What a machine tells.

    def run(self, command, timeout=PATIENCE):
        """Runs a shell command as root in the guest; returns its exit code and all it said."""
        until = time.monotonic() + timeout
        pid = self.start_command(command)
        while time.monotonic() < until:
            status = self.ask("guest-exec-status", pid=pid)
            if status["exited"]:
                said = base64.b64decode(status.get("out-data", "")) + base64.b64decode(status.get("err-data", ""))
                return status.get("exitcode", 255), said.decode(errors="replace")
            time.sleep(0.5)
        raise Failed(f"no end of `{command[:80]}` in {timeout} s")

    def out(self, command, timeout=PATIENCE):
        """What a shell command in the guest says, without the newline at the end."""
        return self.run(command, timeout)[1].rstrip("\n")

    def start_command(self, command):
        return self.ask("guest-exec", path="/bin/bash", arg=["-c", command], **{
            "capture-output": True, "env": ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"]})["pid"]

    def ask(self, command, timeout=PATIENCE, **arguments):
        with self.one_at_a_time:
            self.agent.synchronize(timeout)
            return self.agent.call(command, timeout, **arguments)

    def answers(self):
        """Whether the guest's agent is there."""
        try:
            with self.one_at_a_time:
                self.agent.synchronize(5)
            return True
        except Failed:
            return False

    def wait_for_agent(self, timeout=1800):
        """Waits for the agent of a boot that hasn't been seen yet."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            self.alive()
            if self.answers():
                try:
                    boot_id = self.out("cat /proc/sys/kernel/random/boot_id", 30)
                except Failed:
                    continue
                if boot_id != self.boot_id:
                    self.boot_id = boot_id
                    return
            time.sleep(1)
        raise Failed(f"the guest does not answer in {timeout} s")

    def wait_for_boot(self, timeout=3600):
        """Waits for cloud-init and kafka-node to end, well or not."""
        until = time.monotonic() + timeout
        self.wait_for_agent()
        while time.monotonic() < until:
            self.alive()
            states = self.out("test -e /run/cloud-init/result.json && systemctl show -P ActiveState cloud-final kafka-node").split()
            if len(states) == 2 and not {"inactive", "activating", "deactivating", "reloading"} & set(states):
                return
            time.sleep(3)
        raise Failed(f"the boot does not end in {timeout} s: {self.console()[-600:]}")

    def wait_for_console(self, text, timeout=1800):
        """Waits until this start's console shows a text."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            self.alive()
            if re.search(text, self.console()):
                return
            time.sleep(0.1)
        raise Failed(f"the console does not show {text!r} in {timeout} s")

    def alive(self):
        if self.process.poll() is not None:
            raise Failed(f"QEMU ended: {(self.folder / 'qemu.log').read_text()[-500:]}")

    def console(self):
        return self.console_path.read_text(errors="replace")

    def watch(self, path, process):
        """Notes when each line of kafka-node shows on the console."""
        seen = 0
        while process.poll() is None and path == self.console_path:
            lines = re.findall(r"kafka-node: .*", self.console())
            seen = min(seen, len(lines))
            self.steps += [(time.monotonic() - self.started, line.strip()) for line in lines[seen:]]
            seen = len(lines)
            time.sleep(0.3)

    def evidence(self, outcome):
        """Everything that is worth keeping about the machine as it is now; emulated, each `docker logs` takes seconds."""
        if not self.process or self.process.poll() is not None or not self.answers():
            return "the machine does not answer\n"
        script = base64.b64encode((guest / "evidence.sh").read_bytes()).decode()
        return self.out(f"echo {script} | base64 -d | bash -s {outcome} 2>&1") + "\n"

    def arguments(self):
        """QEMU's command line. DMI says `Amazon EC2`, which is how cloud-init knows where it is."""
        identity = str(uuid.UUID(int=random.Random(self.instance_id).getrandbits(128)))
        identity = "ec2" + identity[3:]
        smbios = ["type=0,vendor=Amazon EC2,version=1.0", f"type=1,manufacturer=Amazon EC2,product=m5.large,serial={identity},uuid={identity}",
                  f"type=2,manufacturer=Amazon EC2,asset={self.instance_id}", "type=3,manufacturer=Amazon EC2,asset=Amazon EC2"]
        kernel = (f"root=PARTUUID={self.partition} rootwait ro console=tty0 console=ttyS0,115200 consoleblank=0 "
                  f"nvme_core.io_timeout=4294967295 mitigations=off tsc=reliable panic=10 {LEFT_OUT}")
        words = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-machine", "q35", "-m", str(self.memory), "-smp", str(self.cpus),
                 *accelerator(self.lab.kvm), "-kernel", self.image / "vmlinuz", "-append", kernel]
        for entry in smbios:
            words += ["-smbios", entry]
        words += ["-netdev", f"tap,id=net,ifname=tap{self.slot},script=no,downscript=no",
                  "-device", f"virtio-net-pci,netdev=net,mac={self.mac},romfile=", "-device", "virtio-rng-pci", "-device", "virtio-serial-pci",
                  "-chardev", f"socket,id=agent,path={self.folder}/agent,server=on,wait=off",
                  "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
                  "-qmp", f"unix:{self.folder}/monitor,server=on,wait=off",
                  "-chardev", f"file,id=console,path={self.console_path},append=on", "-device", "isa-serial,chardev=console"]
        # Which of the two disks comes first on the bus; as on EC2, the order of names is not sure to follow.
        places = ["root", *PORTS] if not self.data_first else [*PORTS, "root"]
        for number, port in enumerate(places):
            words += ["-device", f"pcie-root-port,id={port},chassis={number + 1},slot={number + 1},addr={16 + number:x}"]
        words += ["-blockdev", json.dumps({"driver": "qcow2", "node-name": "root-disk", "discard": "unmap", "cache": {"no-flush": True},
                                           "file": {"driver": "file", "filename": str(self.root)}}),
                  "-device", f"nvme,bus=root,drive=root-disk,serial=vol01{self.instance_id[-15:]}"]
        for port, volume in self.volumes.items():
            words += ["-blockdev", json.dumps({"driver": "raw", "node-name": volume.serial, "cache": {"no-flush": True},
                                               "file": {"driver": "file", "filename": str(volume.path)}}),
                      "-device", f"nvme,id={volume.serial},bus={port},drive={volume.serial},serial={volume.serial}"]
        return [str(word) for word in words]


def accelerator(kvm):
    return ["-accel", "kvm", "-cpu", "host"] if kvm else ["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Nehalem"]


def kvm_works(image):
    """Whether KVM really runs this kernel: without a root disk it must come as far as missing it."""
    command = ["timeout", "15", "qemu-system-x86_64", "-nodefaults", "-display", "none", "-no-reboot", "-m", "512", *accelerator(True),
               "-kernel", str(image / "vmlinuz"), "-append", "console=ttyS0 panic=-1", "-serial", "stdio"]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).stdout
    return b"Unable to mount root fs" in said


class Channel:
    """A socket of QEMU on which commands and answers are lines of JSON. Events are kept."""

    def __init__(self, path, process):
        until = time.monotonic() + 30
        self.socket, self.rest, self.events = socket.socket(socket.AF_UNIX), b"", []
        while True:
            try:
                self.socket.connect(str(path))
                return
            except OSError:
                if time.monotonic() > until or process.poll() is not None:
                    raise Failed("QEMU does not start: see qemu.log") from None
                time.sleep(0.2)

    def read(self, timeout=PATIENCE):
        """The next line."""
        until = time.monotonic() + timeout
        while b"\n" not in self.rest:
            self.socket.settimeout(max(0.1, until - time.monotonic()))
            try:
                data = self.socket.recv(1 << 20)
            except TimeoutError:
                data = None
            except OSError:
                data = b""
            if data == b"" or time.monotonic() > until:
                raise Failed("no answer from the machine")
            self.rest += data or b""
        line, self.rest = self.rest.split(b"\n", 1)
        try:
            return json.loads(line.replace(b"\xff", b""))
        except ValueError:
            return {}

    def call(self, command, timeout=PATIENCE, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = self.read(timeout)
            if "event" in answer:
                self.events.append(answer["event"])
            elif "return" in answer:
                return answer["return"]
            elif "error" in answer:
                raise Failed(f"{command}: {answer['error'].get('desc')}")

    def wait_for(self, event, timeout):
        until = time.monotonic() + timeout
        while event not in self.events:
            if time.monotonic() > until:
                raise Failed(f"no {event}")
            answer = self.read(timeout)
            if "event" in answer:
                self.events.append(answer["event"])
        self.events.remove(event)

    def synchronize(self, timeout):
        """Throws away answers that came too late for whoever asked."""
        number = random.getrandbits(40)
        self.socket.sendall(json.dumps({"execute": "guest-sync", "arguments": {"id": number}}).encode() + b"\n")
        until = time.monotonic() + timeout
        while self.read(max(0.1, until - time.monotonic())).get("return") != number:
            pass

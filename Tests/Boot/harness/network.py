"""The machines' network: a bridge inside the tests' own network namespace, with DHCP and DNS by dnsmasq."""
import pathlib
import signal
import subprocess
import time

from .places import sh

GATEWAY, INTERNET, METADATA = "10.42.0.1", "10.42.0.43", "169.254.169.254"
SLOTS = 3


def address(slot):
    return f"10.42.0.{101 + slot}"


def mac(slot):
    return f"06:42:00:00:00:{slot + 1:02x}"


class Network:
    """`names` are host names outside that resolve; None lets every name outside resolve."""

    def __init__(self, folder, names):
        self.hosts = pathlib.Path(folder, "hosts")
        self.hosts.write_text("")
        sh("ip", "link", "set", "lo", "up")
        sh("ip", "link", "add", "bridge", "type", "bridge")
        sh("ip", "link", "set", "bridge", "up")
        for own in (GATEWAY + "/24", INTERNET + "/24", METADATA + "/32"):
            sh("ip", "addr", "add", own, "dev", "bridge")
        for slot in range(SLOTS):
            sh("ip", "tuntap", "add", f"tap{slot}", "mode", "tap")
            sh("ip", "link", "set", f"tap{slot}", "master", "bridge", "up")
        self.dnsmasq = subprocess.Popen(["dnsmasq", "--keep-in-foreground", f"--conf-file={self.configure(folder, names)}"],
                                        stdin=subprocess.DEVNULL)
        time.sleep(0.5)
        if self.dnsmasq.poll() is not None:
            raise RuntimeError("dnsmasq does not start")
        # The clients of this machine that run in the namespace resolve names as the machines do. The mount namespace
        # is the tests' own.
        resolver = pathlib.Path(folder, "resolv.conf")
        resolver.write_text(f"nameserver {GATEWAY}\n")
        sh("mount", "--bind", resolver, pathlib.Path("/etc/resolv.conf").resolve())

    def configure(self, folder, names):
        lines = ["interface=bridge", "bind-interfaces", "no-resolv", "no-hosts", f"addn-hosts={self.hosts}", "user=root", "pid-file=",
                 "dhcp-authoritative", "dhcp-range=10.42.0.100,static,255.255.255.0,1h", f"dhcp-leasefile={folder}/leases",
                 f"dhcp-option=option:router,{GATEWAY}", f"dhcp-option=option:dns-server,{GATEWAY}", "log-queries=extra",
                 "dhcp-option=option:domain-name,eu-west-1.compute.internal", f"log-facility={folder}/dnsmasq.log",
                 "local=/internal/"]
        lines += [f"dhcp-host={mac(slot)},{address(slot)}" for slot in range(SLOTS)]
        lines += [f"address=/{name}/{INTERNET}" for name in (["#"] if names is None else names)]
        path = pathlib.Path(folder, "dnsmasq.conf")
        path.write_text("\n".join(lines) + "\n")
        return path

    def resolve(self, hosts):
        """Makes these host names, and no other nodes', resolve to the addresses."""
        lines = [f"{address(slot)} ip-{address(slot).replace('.', '-')}.eu-west-1.compute.internal" for slot in range(SLOTS)]
        self.hosts.write_text("\n".join(lines + [f"{where} {name}" for name, where in hosts.items()]) + "\n")
        self.dnsmasq.send_signal(signal.SIGHUP)

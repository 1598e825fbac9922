"""The instance metadata service, version 2 only: without a token from PUT it answers nothing, as HttpTokens=required."""
import json
import secrets
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ADDRESS = "169.254.169.254"
VERSIONS = ["1.0", "2009-04-04", "2016-09-02", "2018-09-24", "2021-03-23", "latest"]
ZONE = "eu-west-1"


def serve(instances):
    """Answers for the instances, by the address that asks; the mapping may change while it serves."""
    server = ThreadingHTTPServer((ADDRESS, 80), Service, bind_and_activate=False)
    server.instances, server.tokens = instances, {}
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.server_bind()
    server.server_activate()
    threading.Thread(target=server.serve_forever, daemon=True).start()


def categories(instance):
    """The categories that cloud-init's Ec2 data source and kafka-node ask for, by EC2's names."""
    host = f"ip-{instance.address.replace('.', '-')}.{ZONE}.compute.internal"
    interface = {"device-number": "0", "interface-id": "eni-" + instance.instance_id[2:], "local-hostname": host,
                 "local-ipv4s": instance.address, "mac": instance.mac, "owner-id": "123456789012",
                 "security-groups": "boot-test", "subnet-id": "subnet-0123456789abcdef0",
                 "subnet-ipv4-cidr-block": "10.42.0.0/24", "vpc-id": "vpc-0123456789abcdef0",
                 "vpc-ipv4-cidr-block": "10.42.0.0/24", "vpc-ipv4-cidr-blocks": "10.42.0.0/24"}
    return {"ami-id": "ami-0123456789abcdef0", "ami-launch-index": "0", "ami-manifest-path": "(unknown)",
            "block-device-mapping": {"ami": "/dev/xvda", "ebs1": "/dev/sdf", "root": "/dev/xvda"},
            "hostname": host, "instance-action": "none", "instance-id": instance.instance_id,
            "instance-life-cycle": "on-demand", "instance-type": "m5.large", "local-hostname": host,
            "local-ipv4": instance.address, "mac": instance.mac,
            "network": {"interfaces": {"macs": {instance.mac: interface}}},
            "placement": {"availability-zone": ZONE + "a", "region": ZONE}, "profile": "default-hvm",
            "reservation-id": "r-0123456789abcdef0", "security-groups": "boot-test",
            "services": {"domain": "amazonaws.com", "partition": "aws"}}


class Service(BaseHTTPRequestHandler):
    """One request of an instance."""

    def log_message(self, format, *arguments):
        pass

    def do_PUT(self):
        lifetime = self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "")
        if self.path != "/latest/api/token" or not lifetime.isdigit():
            return self.send(400)
        token = secrets.token_hex(28)
        self.server.tokens[token] = self.client_address[0]
        return self.send(200, token.encode(), [("X-aws-ec2-metadata-token-ttl-seconds", lifetime)])

    def do_GET(self):
        address = self.client_address[0]
        if self.server.tokens.get(self.headers.get("X-aws-ec2-metadata-token")) != address:
            return self.send(401)
        instance = self.server.instances.get(address)
        parts = [part for part in urlsplit(self.path).path.split("/") if part]
        if not instance:
            return self.send(404)
        if not parts:
            return self.send(200, "\n".join(VERSIONS).encode())
        if parts[0] not in VERSIONS:
            return self.send(404)
        if parts[1:] == ["user-data"]:
            return self.send(200, instance.user_data, [("Content-Type", "application/octet-stream")])
        document = json.dumps({"instanceId": instance.instance_id, "region": ZONE, "architecture": "x86_64"})
        node = {"meta-data": categories(instance), "user-data": None,
                "dynamic": {"instance-identity": {"document": document}}}
        for part in parts[1:]:
            node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, dict):
            node = "\n".join(name + "/" * isinstance(value, dict) for name, value in sorted(node.items()))
        return self.send(404) if node is None else self.send(200, node.encode())

    def send(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

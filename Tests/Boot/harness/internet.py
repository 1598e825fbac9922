"""The internet as the machines see it: every name outside has one address, and this answers there.

A connection says which host it wants, by TLS's server name or by HTTP's Host. That host is answered by a stand-in,
passed on to the real one, or, when a scenario says that it is down, dropped.
"""
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote, urlsplit

from . import outside

REGISTRIES = ("registry-1.docker.io", "auth.docker.io", "index.docker.io", "ghcr.io")
MEDIA_TYPE = "application/vnd.docker."


class Internet:
    """`down` holds the hosts that don't answer, `rate` limits the bytes a second; a scenario may change both."""

    def __init__(self, address, gateway, certificate, repositories, images, log):
        self.gateway, self.repositories, self.images = gateway, repositories, images
        self.down, self.rate = set(), None
        self.log_file, self.lock = open(log, "a", buffering=1), threading.Lock()
        # Without images of our own, registries and repositories are the real ones.
        self.stand_ins = {"github.com": Git} | {name: Registry for name in REGISTRIES} if images else {}
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if certificate:
            self.tls.load_cert_chain(certificate)
        for port in (80, 443):
            listener = socket.create_server((address, port), backlog=64)
            threading.Thread(target=self.listen, args=(listener, port), daemon=True).start()

    def log(self, *words):
        with self.lock:
            print(time.strftime("%H:%M:%S"), *words, file=self.log_file)

    def listen(self, listener, port):
        while True:
            client, (address, _) = listener.accept()
            threading.Thread(target=self.answer, args=(client, address, port), daemon=True).start()

    def answer(self, client, address, port):
        """Answers one connection, whatever may go wrong with it."""
        try:
            client.settimeout(300)
            host = wanted_host(client)
            if not host or host in self.down:
                self.log(address, port, host, "dropped")
                client.close()
            elif host in self.stand_ins:
                self.stand_ins[host](self.tls.wrap_socket(client, server_side=True), (address, port), self)
            else:
                self.log(address, port, host, "passed on")
                outside.join(client, outside.connect(self.gateway, host, port), lambda: self.rate)
        except OSError as error:
            self.log(address, port, "error:", error)
            client.close()


def wanted_host(client):
    """The host that a connection is for, read without taking anything from it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        start = client.recv(4096, socket.MSG_PEEK)
        if start[:1] == b"\x16":
            name = server_name(start)
        else:
            found = re.search(rb"^Host: *([^:\r\n]+)", start, re.I | re.M)
            name = found[1].decode() if found else None
        if name or not start:
            return name
        time.sleep(0.05)
    return None


def server_name(hello):
    """The server name of a TLS ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3)."""
    try:
        at = 43                                             # record, handshake, version, random
        at += 1 + hello[at]                                 # session id
        at += 2 + int.from_bytes(hello[at:at + 2], "big")   # cipher suites
        at += 1 + hello[at]                                 # compression methods
        at += 2
        while at < len(hello):
            kind, size = int.from_bytes(hello[at:at + 2], "big"), int.from_bytes(hello[at + 2:at + 4], "big")
            if kind == 0:
                return hello[at + 9:at + 4 + size].decode()
            at += 4 + size
    except IndexError:
        pass
    return None


class StandIn(BaseHTTPRequestHandler):
    """What the stand-ins have in common."""
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *arguments):
        self.server.log(self.client_address[0], self.headers.get("Host"), format % arguments)

    def send(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class Git(StandIn):
    """Serves the repositories by git's own http-backend."""

    def do_GET(self):
        url = urlsplit(self.path)
        found = re.fullmatch(r"(/[\w.-]+/[\w.-]+?)(?:\.git)?/(info/refs|git-upload-pack)", unquote(url.path))
        if not found or not (self.server.repositories / found[1][1:]).is_dir():
            self.send(404)
            return
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.server.repositories), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"{found[1]}/{found[2]}", "QUERY_STRING": url.query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        request = self.body()
        environment["CONTENT_LENGTH"] = str(len(request))
        answer = subprocess.run(["git", "http-backend"], input=request, env=environment, capture_output=True).stdout
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send(int(headers.pop("Status", "200").split()[0]), body, headers.items())

    do_POST = do_GET

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


class Registry(StandIn):
    """Serves images by the registry's HTTP API v2, read only."""

    def do_GET(self):
        found = re.fullmatch(r"/v2/(.+)/(manifests|blobs)/([^/]+)", self.path)
        if not found:
            self.send(200 if self.path == "/v2/" else 404, b"{}")
            return
        name, kind, reference = found.groups()
        data = self.server.images.get(f"{name}:{reference}") if kind == "manifests" else None
        data = data or self.server.images.get(reference)
        if data is None:
            error = {"errors": [{"code": "MANIFEST_UNKNOWN", "message": f"manifest unknown: {name}:{reference}"}]}
            self.send(404, json.dumps(error).encode(), [("Content-Type", "application/json")])
            return
        content_type = MEDIA_TYPE + "distribution.manifest.v2+json" if kind == "manifests" else "application/octet-stream"
        self.send_response(200)
        for header in [("Content-Type", content_type), ("Content-Length", str(len(data.bytes))), ("Docker-Content-Digest", data.digest)]:
            self.send_header(*header)
        self.end_headers()
        for start in range(0, len(data.bytes) if self.command == "GET" else 0, 1 << 18):
            piece = data.bytes[start:start + (1 << 18)]
            self.wfile.write(piece)
            if self.server.rate:
                time.sleep(len(piece) / self.server.rate)

    do_HEAD = do_GET

#!/usr/bin/python3
"""The network of a machine: instance metadata and a download on port 80, kafka-manager on port 9000.

kafka-manager answers as release 2.0.0.2 does: an error with status 200 too, 400 for an unknown cluster and a form that
it does not take. Files of the machine are the state: /metadata/NAME, /kafka-manager-brokers, /registered.
"""
import base64
import os
import pathlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

VERSIONS = ["1.1.1", "2.0.0", "2.1.0", "2.1.1", "2.2.0"]


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, text=""):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class Port80(Handler):
    def do_PUT(self):
        wanted = self.path == "/latest/api/token" and self.headers["X-aws-ec2-metadata-token-ttl-seconds"]
        self.answer(200 if wanted else 400, "TOKEN")

    def do_GET(self):
        if self.path.startswith("/compose-"):
            return self.answer(200, "a plugin\n")
        if self.headers["X-aws-ec2-metadata-token"] != "TOKEN":
            return self.answer(401)
        file = pathlib.Path("/metadata") / self.path.removeprefix("/latest/meta-data/")
        if file.is_dir():
            return self.answer(200, "\n".join(sorted(entry.name for entry in file.iterdir())))
        self.answer(200, file.read_text()) if file.is_file() else self.answer(404)


class KafkaManager(Handler):
    def allowed(self):
        secrets = dict(line.split("=") for line in pathlib.Path("/data/.kafka-node").read_text().split())
        expected = base64.b64encode(f"admin:{secrets['KAFKA_MANAGER_PASSWORD']}".encode()).decode()
        if self.headers["Authorization"] == f"Basic {expected}":
            return True
        self.answer(401)

    def do_GET(self):
        if not self.allowed():
            return
        known = pathlib.Path("/registered")
        if not (known.exists() and self.path == f"/api/status/{known.read_text().split()[0]}/brokers"):
            return self.answer(400, '{"msg":"Unknown cluster : x"}')
        self.answer(200, '{"brokers":%s}' % pathlib.Path("/kafka-manager-brokers").read_text().strip())

    def do_POST(self):
        if not self.allowed():
            return
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if (self.path != "/clusters" or self.headers["Content-Type"] != "application/x-www-form-urlencoded"
                or form.get("kafkaVersion") not in VERSIONS or not form.get("name") or not form.get("zkHosts")
                or form.get("securityProtocol") != "PLAINTEXT"):
            return self.answer(400, "the form")
        if os.path.exists("/registered"):
            return self.answer(200, f"Cluster already exists : {form['name']}")
        if os.path.exists("/not-ready"):
            os.remove("/not-ready")
            return self.answer(200, "Failed to acquire lock for kafka manager command")
        pathlib.Path("/registered").write_text(f"{form['name']} {form['zkHosts']}\n")
        self.answer(200, "Done!")


for port, handler in [(80, Port80), (9000, KafkaManager)]:
    server = ThreadingHTTPServer(("", port), handler)
    threading.Thread(target=server.serve_forever).start()
open("/run/network", "w").close()

"""Container images for the stand-in registry: real Kafka where ../shared/kafka-runtime builds it, else none.

A service that it doesn't build (Schema Registry, REST Proxy, ksqlDB, Kafka Manager) gets a small web server that
answers on its port. That tells whether the node starts the container, not whether the service works.
"""
import hashlib
import io
import json
import pathlib
import re
import sys
import tarfile
from dataclasses import dataclass

from .places import cache, kafka_runtime, sh

MEDIA_TYPE = "application/vnd.docker."
REAL = re.compile(r"confluentinc/cp-(?:kafka|zookeeper|server):([\d.]+)$")


# What spares an emulated Java work without changing what Kafka does: the second compiler, the check of classes that come
# from Kafka's own jars, counters in shared memory.
EMULATED = "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote -XX:-UsePerfData"


@dataclass
class Blob:
    """What the registry gives for a digest or a tag."""
    bytes: bytes

    @property
    def digest(self):
        return "sha256:" + hashlib.sha256(self.bytes).hexdigest()


def images_for(composes, emulated):
    """The registry's content, by digest and by name:tag, for the images of these compose files."""
    if not (kafka_runtime / "make-images").exists():
        return {}
    content, names = {}, {}
    for compose in composes:
        for service in re.split(r"\n  (?=[\w-]+:\n)", compose):
            if image := re.search(r"image: (\S+)", service):
                # Without the registry's host, which an image of Docker Hub's has none of.
                name = re.sub(r"^[^/]+\.[^/]+/", "", image[1])
                names[name] = re.search(r"'(?:[\d.]+:)?\d+:(\d+)'", service)
    for release in sorted({found[1] for name in names if (found := REAL.match(name))}):
        content |= saved_images(release, emulated)
    for name, port in names.items():
        if name not in content:
            add(content, name, json.dumps(web_server_config(port[1] if port else "80")).encode(), [WEB_SERVER])
    return content


def saved_images(release, emulated):
    """The images of a release that kafka-runtime builds."""
    options = [f"--jvm-options={EMULATED}"] if emulated else []
    folder = cache / "container-images" / hashlib.sha256(repr(options).encode()).hexdigest()[:12]
    tar = folder / f"cp-{release}.tar"
    if not tar.exists():
        print(f"building container images of Kafka for release {release}", file=sys.stderr, flush=True)
        sh(kafka_runtime / "make-images", "--out", folder / "part", *options, release)
        (folder / "part" / tar.name).rename(tar)
    content = {}
    with tarfile.open(tar) as archive:
        def read(name):
            return archive.extractfile(name).read()
        for image in json.loads(read("manifest.json")):
            for name in image["RepoTags"]:
                add(content, name, read(image["Config"]), [read(layer) for layer in image["Layers"]])
    return content


def add(content, name, config, layers):
    """Adds an image. Its layers stay uncompressed, since an emulated machine unpacks slowly."""
    parts = [Blob(config), *map(Blob, layers)]
    kinds = [MEDIA_TYPE + "container.image.v1+json"] + [MEDIA_TYPE + "image.rootfs.diff.tar"] * len(layers)
    entries = [{"mediaType": kind, "digest": part.digest, "size": len(part.bytes)} for kind, part in zip(kinds, parts)]
    manifest = Blob(json.dumps({"schemaVersion": 2, "mediaType": MEDIA_TYPE + "distribution.manifest.v2+json",
                                "config": entries[0], "layers": entries[1:]}).encode())
    content |= {part.digest: part for part in [*parts, manifest]} | {name: manifest}


def web_server_layer():
    """busybox, and files that answer Kafka Manager's status of any cluster with the first nine broker ids."""
    busybox = next(path for path in map(pathlib.Path, ("/usr/bin/busybox", "/bin/busybox")) if path.exists())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        def put(name, data, mode):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
        put("bin/busybox", busybox.read_bytes(), 0o755)
        for name in ("sh", "httpd", "printenv"):
            link = tarfile.TarInfo("bin/" + name)
            link.type, link.linkname = tarfile.SYMTYPE, "busybox"
            archive.addfile(link)
        put("etc/passwd", b"root:x:0:0::/:/bin/sh\n", 0o644)
        for cluster in ("dev", "prod"):
            put(f"www/api/status/{cluster}/brokers", b'{"brokers": [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n', 0o644)
    return buffer.getvalue()


WEB_SERVER = web_server_layer()


def web_server_config(port):
    command = f"trap exit TERM; httpd -f -p {port} -h /www & wait"
    return {"architecture": "amd64", "os": "linux", "created": "2026-01-01T00:00:00Z",
            "config": {"Entrypoint": ["/bin/sh", "-c", command], "Env": ["PATH=/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [Blob(WEB_SERVER).digest]}, "history": [{"created_by": "boot-test"}]}

"""The certificate authority that the machines' images trust, so that stand-ins can answer for names outside."""
import os

from .places import cache, sh


def certificate(names):
    """Returns the file with key and certificate for these names, signed by the authority, made when needed."""
    folder = authority().parent
    request, extensions, both = folder / "server.csr", folder / "server.ext", folder / "server.pem"
    extensions.write_text("subjectAltName=" + ",".join("DNS:" + name for name in names) + "\n")
    sh("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=boot-test", "-keyout", folder / "server.key", "-out", request)
    sh("openssl", "x509", "-req", "-in", request, "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial",
       "-days", "30", "-extfile", extensions, "-out", folder / "server.crt")
    both.write_text((folder / "server.crt").read_text() + (folder / "server.key").read_text())
    return both


def authority():
    """Returns the authority's certificate. Its key stays in the cache, readable for its owner alone."""
    folder = cache / "authority"
    if not (folder / "ca.pem").exists():
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
        sh("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=kafka-cloud-init boot-test",
           "-addext", "basicConstraints=critical,CA:true", "-keyout", folder / "ca.key", "-out", folder / "ca.pem")
    return folder / "ca.pem"

"""The one way out of the tests' network namespace: a Unix socket, behind which a thread outside makes connections.

The tests need no NAT, no firewall rule and no forwarding on the machine that they run on.
"""
import socket
import threading
import time


def serve(path):
    """Outside: answers each connection on the socket, whose first line is a host and a port, by one to there."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(64)

    def one(client):
        try:
            host, port = read_line(client).split()
            server = socket.create_connection((host, int(port)), 30)
        except (OSError, ValueError):
            client.close()
            return
        join(client, server)

    def all_of_them():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=one, args=(client,), daemon=True).start()
    threading.Thread(target=all_of_them, daemon=True).start()


def connect(path, host, port):
    """Inside: a connection to a host outside."""
    server = socket.socket(socket.AF_UNIX)
    server.connect(str(path))
    server.sendall(f"{host} {port}\n".encode())
    return server


def read_line(client):
    line = b""
    while not line.endswith(b"\n"):
        byte = client.recv(1)
        if not byte or len(line) > 300:
            raise ValueError("no line")
        line += byte
    return line.decode()


def join(client, server, rate=lambda: None):
    """Passes on what each of the two says until both are done; `rate` may limit the server's bytes a second."""
    def pump(source, target, limit):
        try:
            while data := source.recv(65536):
                target.sendall(data)
                if limit():
                    time.sleep(len(data) / limit())
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    back = threading.Thread(target=pump, args=(server, client, rate), daemon=True)
    back.start()
    pump(client, server, lambda: None)
    back.join()
    client.close()
    server.close()

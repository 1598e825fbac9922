"""An AWS API on this machine, and an AWS CLI that talks to it: local_aws.py FOLDER

Prints the API's port and serves until standard input ends. FOLDER is there for as long, with a command `aws`, which hands
its arguments to this process: a CLI that has read its models needs a fifth of what it takes a new one to answer.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys

folder = sys.argv[1]

CLIENT = """#!{python} -SIE
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({path!r})
request = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(request).to_bytes(8, "big")], [0, 1, 2])
server.sendall(request)
sys.exit(server.recv(1)[0])
"""


def serve_api():
    """Runs in a process of its own, since one with threads can't be divided."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()


def command_line():
    """The AWS CLI with the models of the services that the tests ask; None where this Python hasn't got it."""
    try:
        from awscli.clidriver import create_clidriver
    except ImportError:
        return None
    driver = create_clidriver()
    commands = driver._get_command_table()
    for service in ("ec2", "autoscaling", "iam", "cloudformation", "route53"):
        driver.session.get_service_model(service)
        commands[service]._get_command_table()
        driver.session.create_client(service, region_name="us-east-1", endpoint_url="http://127.0.0.1:1")
    return driver


def received(connection, count):
    data = b""
    while len(data) < count:
        data += connection.recv(count - len(data)) or sys.exit(1)
    return data


def answer(connection, driver):
    size, descriptors, _, _ = socket.recv_fds(connection, 8, 3)
    arguments, directory, environment = json.loads(received(connection, int.from_bytes(size, "big")))
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    try:
        status = driver.main(arguments)
    except SystemExit as exit:
        status = exit.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([int(status) & 255]))


def listener():
    path = f"{folder}/aws.socket"
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(64)
    with open(f"{folder}/aws", "w") as client:
        client.write(CLIENT.format(python=sys.executable, path=path))
    os.chmod(f"{folder}/aws", 0o755)
    return server


def serve_command_line(server, driver):
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            answer(connection, driver)
            os._exit(0)
        connection.close()


if len(sys.argv) == 3:
    serve_api()
    sys.exit()
child = None
os.mkdir(folder)
if driver := command_line():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = listener()
    child = os.fork()
    if child == 0:
        serve_command_line(server, driver)
    server.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
subprocess.run([sys.executable, __file__, folder, "api"], stdin=sys.stdin)
if child:
    os.kill(child, signal.SIGKILL)
shutil.rmtree(folder)

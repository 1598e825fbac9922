"""Answers what the real parser of a release says of a container's environment, one after the other.

release_parser.py RUNTIME: a line of standard input is {"release": …, "component": "kafka" or "zookeeper", "environment": {…}};
the line of standard output that answers it is `accepted …` or `refused: why`. RUNTIME is the folder kafka-runtime, whose
check-config does the same for one environment; here one Java virtual machine serves all.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import runtime  # noqa: E402

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what unpacking the jars prints is no answer


def properties(release, component, environment, folder):
    """The properties file that the release's start rules make of an environment."""
    settings = folder / "stand-in.env"
    settings.write_text("".join(f"{k}={v}\n" for k, v in dict(runtime.rules(release), COMPONENT=component).items()))
    printed = subprocess.run([str(runtime.here / "entrypoint"), "--print-properties"], capture_output=True, text=True,
                             env={"PATH": os.environ["PATH"], **environment, "STAND_IN": str(settings)})
    if printed.returncode:
        raise ValueError(printed.stderr.strip())
    text = printed.stdout
    if component == "zookeeper":  # its parser looks for the folders and for myid
        for name in ("data", "log"):
            (folder / name).mkdir()
            text = text.replace(f"=/var/lib/zookeeper/{name}", f"={folder}/{name}")
        (folder / "data" / "myid").write_text(environment.get("ZOOKEEPER_SERVER_ID", "1"))
    file = folder / "properties"
    file.write_text(text, encoding="utf-8")
    return file


with tempfile.TemporaryDirectory() as scratch:
    logging = pathlib.Path(scratch, "log4j.properties")
    logging.write_text("log4j.rootLogger=OFF\nrootLogger.level=OFF\n")
    program = pathlib.Path(__file__).with_name("ReleaseParser.java")
    java = subprocess.Popen(["java", f"-Dlog4j.configuration=file:{logging}", f"-Dlog4j2.configurationFile={logging}",
                             str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for number, line in enumerate(sys.stdin):
        question = json.loads(line)
        release, component = question["release"], question["component"]
        folder = pathlib.Path(scratch, str(number))
        folder.mkdir()
        try:
            file = properties(release, component, question["environment"], folder)
            jars = runtime.jars(runtime.kafka_of(release), component)
            java.stdin.write(f"{component}\t{file}\t{':'.join(map(str, jars))}\n")
            java.stdin.flush()
            answer = java.stdout.readline().strip()
        except ValueError as refused:
            answer = "refused: " + " ".join(str(refused).split())
        print(answer, file=answers, flush=True)
    java.stdin.close()

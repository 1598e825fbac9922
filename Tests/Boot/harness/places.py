"""Where the boot tests keep things, and what lies beside the checkout."""
import os
import pathlib
import subprocess

checkout = pathlib.Path(__file__).resolve().parents[3]
cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "kafka-cloud-init"
report = checkout / ".build" / "boot-test"
program = pathlib.Path(os.environ.get("PROGRAM") or checkout / ".build" / "release" / "kafka-cloud-init").absolute()
guest = pathlib.Path(__file__).parent / "guest"

# Builds images that run real Kafka under Confluent's names, and brings Kafka's command-line tools. A machine without
# it pulls Confluent's own images from their registry.
kafka_runtime = checkout.parent / "shared" / "kafka-runtime"


def sh(*command, **options):
    """Runs a command that must succeed; what it said is in the error when it doesn't."""
    options = {"text": True, "errors": "replace", "stdin": subprocess.DEVNULL} | options
    if "input" in options:
        del options["stdin"]
    done = subprocess.run([str(word) for word in command], capture_output=True, **options)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout

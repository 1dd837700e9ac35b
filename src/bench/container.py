"""Times the start of an image and weighs it: container.py [IMAGE] [STARTS]. Needs podman and runc; run as root.

Each start is one of docs/operations.md: read-only, without capabilities, 2 processors, 1 GB. A line of TSV for each:
milliseconds from the java process's start to the first connection taken and to the first 200 of /q/health/ready and from
there through the first turn; MB resident (all, and without mapped files) when ready, at the most during turns, and after them.
"""

import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time

IMAGE = sys.argv[1] if len(sys.argv) > 1 else "caduceus"
STARTS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
PORT = 8091
KEY = "cad-timed"
HASH = "sha256:" + hashlib.sha256(KEY.encode()).hexdigest()
RUN = (
    "podman --runtime runc run --detach --network host --read-only --tmpfs /tmp:rw,mode=1777 --volume /data"
    " --cap-drop=all --security-opt no-new-privileges --user 1001:1001 --memory 1g --cpus 2 --pids-limit 200"
    " --ulimit nofile=1024:1024 --ulimit nproc=1024:1024"
    f" --env QUARKUS_HTTP_PORT={PORT} --env TOOLS_WEATHER_LIVE=false --env CADUCEUS_SECURITY_KEYS_ME_HASH={HASH} {IMAGE}"
)


def output(command):
    return subprocess.run(command.split(), check=True, capture_output=True, text=True).stdout.strip()


def listening():
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", PORT)) == 0


def ready():
    return ask("GET", "/q/health/ready")[0] == 200


def ask(method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        headers = {"Authorization": "Bearer " + KEY, "Content-Type": "application/json", "Accept": "text/event-stream"}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def turn():
    status, answer = ask("POST", "/chat", json.dumps({"message": "What is the weather in Oslo?"}))
    assert status == 200 and "event: tool_result" in answer and "event: done" in answer, answer


def until(condition):
    while not condition():
        time.sleep(0.01)
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def born(pid):
    """When a process began, in seconds of CLOCK_BOOTTIME (proc_pid_stat(5), field 22)."""
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")


def resident(pid):
    """MB: all, and what is no file's."""
    with open(f"/proc/{pid}/status") as file:
        sizes = dict(line.split(":", 1) for line in file)
    return [int(sizes[name].split()[0]) / 1000 for name in ("VmRSS", "RssAnon")]


def greatest(pid, work):
    most, done = [0, 0], threading.Event()

    def watch():
        while not done.wait(0.02):
            most[:] = map(max, most, resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    work()
    done.set()
    watcher.join()
    return most


def start():
    container = output(RUN)
    try:
        listens, answers = until(listening), until(ready)
        pid = output("podman inspect --format {{.State.Pid}} " + container)
        began = born(pid)
        time.sleep(5)
        idle = resident(pid)
        asked = time.perf_counter()
        turn()
        first = time.perf_counter() - asked
        busy = greatest(pid, lambda: [turn() for _ in range(10)])
        time.sleep(5)
        sizes = idle + busy + resident(pid)
        return [1000 * (listens - began), 1000 * (answers - began), 1000 * first, *sizes]
    finally:
        output("podman rm -f --volumes " + container)


print("listens ms\tready ms\tfirst turn ms\tidle MB\tanonymous\tturns MB\tanonymous\tafter MB\tanonymous")
for _ in range(STARTS):
    print("\t".join(f"{value:.0f}" for value in start()), flush=True)
print("image", int(output("podman image inspect --format {{.Size}} " + IMAGE)) // 1_000_000, "MB")

"""The accuracy table, measured through the running service: plain, with grammar, with grammar and grounded arguments.

    ./mvnw package -DskipTests && python3 src/training/service.py [--every 5] [--sets heldout two]

The sets go round the 18 functions: take an --every without a divisor in common with 18.
Starts the packaged service once for each setting and asks it over POST /v1/chat/completions, greedy, one request at a
time. Needs nothing but Python and a JDK. With --url it asks a service that runs already and prints one column.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from judge import right, right_functions

ROOT = os.path.normpath(os.path.dirname(os.path.abspath(__file__)) + "/../..")
CASES = ROOT + "/src/test/resources/eval"
SETS = ["heldout", "few", "handwritten", "unseen", "two", "nothing", "missing", "answers", "turns", "hostile"]
SETTINGS = {
    "plain": ["-Dcaduceus.grammar.enabled=false"],
    "grammar": ["-Dcaduceus.grammar.grounding=false"],
    "grounded": [],
}


def tools(path):
    return {t["function"]["name"]: grounded(t) for t in json.load(open(path, encoding="utf-8"))}


def grounded(tool):
    """Declares what the demo functions declare in Java: strings are grounded, but for enums and the three records."""
    for schema in tool["function"]["parameters"]["properties"].values():
        value = schema.get("items", schema)
        if value["type"] == "string" and "enum" not in value and tool["function"]["name"][0].islower():
            schema["x-grounded"] = True
    return tool


DEMO, UNSEEN = tools(ROOT + "/src/training/tools.json"), tools(CASES + "/unseen_tools.json")


def spoken(messages):
    """A case's messages in OpenAI's shape."""
    out, ids = [], []
    for m in messages:
        if "calls" in m:
            ids = [f"call_{len(out)}{i}" for i in range(len(m["calls"]))]
            made = [{"id": i, "type": "function", "function": {"name": c["name"], "arguments": json.dumps(c["arguments"])}} for i, c in zip(ids, m["calls"])]
            out.append({"role": "assistant", "content": None, "tool_calls": made})
        elif m["role"] == "tool":
            out.append({"role": "tool", "tool_call_id": ids.pop(0), "content": json.dumps(m["result"], ensure_ascii=False)})
        else:
            out.append({"role": m["role"], "content": m["content"]})
    return out


def ask(url, case):
    """(text, calls) of the service's answer; calls are None where one was broken."""
    offered = [(DEMO | UNSEEN)[n] for n in case.get("tools", DEMO)]
    messages = case.get("messages") or [{"role": "user", "content": case["message"]}]
    body = {"model": "caduceus", "temperature": 0, "max_tokens": 160, "tools": offered, "messages": spoken(messages)}
    request = urllib.request.Request(url + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            message = json.load(response)["choices"][0]["message"]
    except urllib.error.HTTPError as error:
        problem = error.read().decode()
        if '"message":"The model ' not in problem:
            raise SystemExit(f"{case['id']}: the service answered {error.code} {problem}") from error
        return "", None  # only without the grammar
    calls = [{"name": c["function"]["name"], "arguments": values(c["function"]["arguments"])} for c in message.get("tool_calls") or []]
    return message.get("content") or "", calls


def values(arguments):
    """Of a call that breaks off, which only happens without the grammar, nothing: as wrong as wrong values."""
    try:
        return json.loads(arguments)
    except ValueError:
        return {"": arguments}


def measure(url, sets, every):
    scores = {}
    for name in sets:
        cases = [json.loads(line) for line in open(f"{CASES}/{name}.jsonl", encoding="utf-8")][::every]
        good = functions = 0
        for case in cases:
            text, calls = ask(url, case)
            good += right(case, text, calls)
            functions += right_functions(case, calls)
        scores[name] = (good, functions, len(cases))
        print(f"  {name}: {good} of {len(cases)}", file=sys.stderr, flush=True)
    return scores


def median(url, meter):
    """Of a histogram at /q/metrics: the upper edge of the bucket that holds it."""
    buckets = []
    with urllib.request.urlopen(url + "/q/metrics", timeout=20) as response:
        for line in response.read().decode().splitlines():
            if line.startswith(meter + "_bucket"):
                buckets.append((float(line.split('le="')[1].split('"')[0].replace("+Inf", "inf")), float(line.rsplit(" ", 1)[1])))
    return next((edge for edge, count in sorted(buckets) if count * 2 >= max(c for _, c in buckets)), float("nan"))


def java():
    """A Java 25: JAVA_HOME's, else the first in the usual place, else that of the path."""
    homes = [os.environ["JAVA_HOME"]] if "JAVA_HOME" in os.environ else sorted(glob.glob("/usr/lib/jvm/*25*"))
    return next((home + "/bin/java" for home in homes if os.path.exists(home + "/bin/java")), "java")


def start(port, settings):
    """The packaged service, once its model is ready."""
    state = tempfile.mkdtemp()
    command = [java(), "--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", f"-Dquarkus.http.port={port}", f"-Dcaduceus.data-dir={state}", *settings,
               "-jar", ROOT + "/target/quarkus-app/quarkus-run.jar"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(240):
        time.sleep(0.5)
        if process.poll() is not None:
            raise SystemExit(f"The service ended with {process.returncode}; run {' '.join(command)} to see why")
        try:
            urllib.request.urlopen(f"http://localhost:{port}/q/health/ready", timeout=2).close()
            return process
        except OSError:
            pass
    process.kill()
    raise SystemExit("The model was not ready within two minutes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url"), parser.add_argument("--sets", nargs="+", default=SETS), parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--port", type=int, default=18080)
    a = parser.parse_args()
    columns = {}
    for setting, options in {"as it runs": None}.items() if a.url else SETTINGS.items():
        process = start(a.port, options) if options is not None else None
        try:
            url = a.url or f"http://localhost:{a.port}"
            columns[setting] = measure(url, a.sets, a.every)
            first, rate = median(url, "caduceus_time_to_first_token_seconds"), median(url, "caduceus_generation_rate")
            print(f"  {setting}: first token within {first * 1000:.0f} ms, at most {rate:.0f} tokens/s, medians", file=sys.stderr, flush=True)
        finally:
            if process:
                process.terminate()
                process.wait(20)
    print("| set | n | " + " | ".join(columns) + " |\n|---|---|" + "---|" * len(columns))
    for name in a.sets:
        cells = [f"{good / n:.1%} ({functions / n:.0%} right function)" if functions else f"{good / n:.1%}" for good, functions, n in (c[name] for c in columns.values())]
        print(f"| {name} | {next(iter(columns.values()))[name][2]} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

"""What users ask of the demo functions and of random tools, with the arguments that follow from it."""
import glob
import json
import os
import re

import guise
import random_tools
from phrasing import dress, expand, fill, load, ordered

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = json.load(open(os.environ.get("TOOLS_JSON", HERE + "/tools.json"), encoding="utf-8"))
BY_NAME = {t["function"]["name"]: t for t in DEMO}
REQUESTS, TALK = load("requests.*.txt"), load("talk*.txt")
RECORDS = {"joke": [], "book": [], "song": []}
for line in open(HERE + "/templates/records.txt", encoding="utf-8"):
    kind, _, rest = line.strip().partition(":")
    if kind in RECORDS:
        RECORDS[kind].append(rest.split("|"))
MISSING = {False: {}, True: {}}
for path in sorted(glob.glob(HERE + "/templates/missing*.txt")):
    held = False
    for line in open(path, encoding="utf-8"):
        held = held or line.startswith("##")
        if "|" in line and not line.startswith("#"):
            function, params, template = [x.strip() for x in line.split("|", 2)]
            MISSING[held].setdefault(function, []).append((params.split(","), template))


def table(file):
    """{function: [(what its second column says, template)]} of lines `function | column | template`."""
    rows = {}
    for line in open(f"{HERE}/templates/{file}", encoding="utf-8"):
        if "|" in line and not line.startswith("#"):
            function, column, template = [x.strip() for x in line.split("|", 2)]
            rows.setdefault(function, []).append((column, template))
    return rows


JOINED, FOLLOW, REPLIES = load("joined.txt"), table("follow.txt"), table("replies.txt")
PAIRS = [(functions.strip().split("+"), template.strip()) for functions, _, template in (line.partition("|") for line in JOINED["pairs"][0])]


def record(rng, kind, wish):
    """The content of a record: one whose keywords occur in the wish, else a general one."""
    wish = " " + wish.lower()
    fits = [r[1] for r in RECORDS[kind] if any(" " + k in wish for k in r[0].split())]
    return rng.choice(fits or [r[1] for r in RECORDS[kind] if r[0] == "*"])


def complete(rng, function, arguments):
    """Adds what the model itself contributes to a record."""
    if function == "Joke":
        setup, punchline = rng.choice(RECORDS["joke"])
        return {"setup": setup, "punchline": punchline}
    if function == "BookRecommendation" and "interest" in arguments:
        arguments["recommended_book"] = record(rng, "book", arguments["interest"])
    if function == "SongRecommendation" and "genre" in arguments:
        arguments["song"] = record(rng, "song", arguments["genre"])
    return arguments


def choose(rng, pair):
    """A training template, or a held-out one in evaluation."""
    return rng.choice(pair[1] if rng.evaluation and pair[1] else pair[0])


LEARNING = re.compile(r"\b(?:learn|teach|taught|stud|explain|underst|resource|material|course|find|search|class|exam|school|beginner|tutor|master|revis)", re.I)


def ask_demo(rng, function, bare=False, lower=None):
    while True:
        text = dress(rng, expand(rng, choose(rng, REQUESTS[function])), bare)
        message, arguments = fill(rng, text, lower=lower)
        # "A book about whales" is BookRecommendation's: training takes a book for learning only if the request says so.
        if rng.evaluation or function != "find_resource" or arguments.get("type") != "book" or LEARNING.search(text):
            break
    return message, ordered(BY_NAME[function], complete(rng, function, arguments))


def ask_random(rng, tool, bare=False, lower=None):
    template, slots = (guise if "spec" in tool["_"] else random_tools).request(rng, tool)
    message, arguments = fill(rng, dress(rng, template, bare), slots, lower)
    return message, ordered(tool, arguments)


def ask(rng, tool, bare=False, lower=None):
    """A request for any tool: a demo function, one in disguise, one of everyday life or a random one."""
    if "_" not in tool:
        return ask_demo(rng, tool["function"]["name"], bare, lower)
    if "demo" in tool["_"]:
        message, arguments = ask_demo(rng, tool["_"]["demo"], bare, lower)
        return message, renamed(tool, arguments)
    return ask_random(rng, tool, bare, lower)


def renamed(tool, arguments):
    """A demo function's arguments under the names they have in a disguise."""
    rename = tool["_"]["rename"]
    return ordered(tool, {rename[k]: v for k, v in arguments.items()})


def demo(tool):
    """The demo function that a tool is, disguised or not; None of others."""
    return tool["_"].get("demo") if "_" in tool else tool["function"]["name"]

"""Templates to sentences: alternatives, slots, politeness and the noise of real typing."""
import glob
import os
import re

from lexicon import NOUN_SENSES, VERB_SENSES
from values import SLOTS
from words import WORD

HERE = os.path.dirname(os.path.abspath(__file__)) + "/templates"
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
OPTION = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{([a-z_]+)(?:>([a-z_]+)|(%))?\}")
FLAG = re.compile(r"%([a-z_]+)")
LEAD = re.compile(r"^(?:a|an|the|my|our|some) (?=\S)")
BEFORE = (
    ["please "] * 4 + ["can you ", "could you ", "can you ", "could you please ", "can you please ", "would you ", "I want you to ", "I need you to ", "hey, ", "hi, can you ",
    "hello, please ", "I'd like you to ", "go ahead and ", "now ", "ok, ", "hello! ", "good morning, ", "would you please ", "hi! ", "quickly ", "just ", "pls ",
    "kindly ", "I was wondering if you could ", "is it possible to ", "it would be great if you could ", "do me a favour and ", "be so kind and ", "I wonder if you can ",
    "alright, ", "next, ", "also ", "first, ", "then ", "computer, ", "assistant, ", "Hermes, ", "hey assistant, ", "yo, ", "if you can, ", "would you be able to ", "I'm asking you to ",
    "are you able to ", "I'd be glad if you could ", "I'd appreciate it if you could ", "my request: ", "one thing: ", "when you have a minute, ", "it's urgent: ", "try to "])
GREETING = ["hi, ", "hello, ", "hey, ", "good morning, ", "hi there, ", "ok so ", "excuse me, ", "hi! ", "Hello! ", "sorry, ", "um, ", "quick question: ", "so, ",
    "well, ", "listen, ", "look, ", "one question: ", "another question: ", "now then, ", "tell me, ", "oh, ", "please help: ", "I'm in a hurry. ", "Hope you can help. ", "Me again. ", "dear assistant, ", "pardon me, "]
AFTER = [" please", ", please", " for me", ", thanks", " thanks", ", thank you", " asap", " pls", ", would you?",
    ", if possible", ", if you can", " right away", ", it's urgent", " when you can", ", ok?", ", cheers", ", thx", ", many thanks", ", please and thank you", ", will you?", " if that's ok"]


def load(pattern):
    """{section: (training templates, held-out templates)} of files with '@section' lines and '##' separators; files add to a section."""
    sections, name, held = {}, None, False
    for line in (x.strip() for path in sorted(glob.glob(f"{HERE}/{pattern}")) for x in open(path, encoding="utf-8")):
        if line.startswith("@"):
            name, held = line[1:], False
            sections.setdefault(name, ([], []))
        elif line.startswith("##"):
            held = True
        elif line and not line.startswith("#") and name:
            sections[name][held].append(line)
    return sections


def expand(rng, template):
    """Picks options and alternatives; returns the text with slots still in it."""
    while m := OPTION.search(template):
        template = template[: m.start()] + (m.group(1) if rng.chance(0.5) else "") + template[m.end() :]
    while m := CHOICE.search(template):
        template = template[: m.start()] + rng.choice(m.group(1).split("|")) + template[m.end() :]
    return re.sub(r" +", " ", template).replace(" ,", ",").strip()


def typo(rng, text):
    """Swaps or drops a letter of one word outside slots."""
    words = [m for m in re.finditer(r"(?<![{>\w])[a-z]{4,}(?![\w>}%])", text)]
    if not words:
        return text
    m = rng.choice(words)
    i = rng.randint(m.start() + 1, m.end() - 2)
    return text[:i] + (text[i + 1] + text[i] + text[i + 2 :] if rng.chance(0.5) else text[i + 1 :])


def reword(rng, text):
    """Puts another word for one of the template's own: a synonym, or any word, so that one strange word alone does not make a request a stranger's."""
    words = [m for m in re.finditer(r"(?<![{>\w%'-])[a-z]{3,}(?![\w>}%'-])", text)]
    if not words:
        return text
    m = rng.choice(words)
    alike = SYNONYMS.get(m.group(0), ())
    return text[: m.start()] + (rng.choice(alike) if alike and rng.chance(0.6) else rng.choice(WORD[False])) + text[m.end() :]


def surround(rng, text):
    """Now and then a remark before or after the request that changes nothing."""
    if rng.chance(0.07):
        remark = rng.choice(REMARKS["before"][0])
        if remark[-1] not in ".!?" and not text.startswith("I"):
            text = text[:1].lower() + text[1:]
        text = (remark.lower() if rng.chance(0.3) else remark) + " " + text
    if rng.chance(0.07):
        remark = rng.choice(REMARKS["after"][0])
        stop = text.endswith((".", "?", "!"))
        text += "" if remark[0] in "!?." else " " if stop or remark[0] in ":;" else rng.choice([", ", ". ", " ", " - "])
        text += remark[:1].upper() + remark[1:] if stop and rng.chance(0.6) else remark
    return text


def dress(rng, text, bare=False):
    """Politeness, capital, closing punctuation; `bare` keeps the clause as it is, to be joined with another."""
    whole = text.startswith("=")
    text = text.lstrip("=")
    if not rng.evaluation and rng.chance(REWORDED):
        text = reword(rng, text)
    if bare:
        return text.rstrip(".?! ")
    question = text.endswith("?")
    if not whole and rng.chance(0.5):
        before = rng.choice(BEFORE)
        text, question = before + text, bool(re.search("can|could|would", before))
    elif whole and rng.chance(0.08):
        text = rng.choice(GREETING) + (text if text[:1] == "I" else text[:1].lower() + text[1:])
    if rng.chance(0.1) and not text.endswith((".", "?", "!")):
        text += rng.choice(AFTER)
    if rng.chance(0.05):
        text = typo(rng, text)
    if not text.endswith((".", "?", "!")):
        text += ("?" if question else rng.choice([".", ".", "", "", "!"])) if rng.chance(0.7) else ""
    elif rng.chance(0.15):
        text = text.rstrip(".?!")
    text = text[:1].upper() + text[1:] if rng.chance(0.75) and not text.startswith("{") else text
    return text if rng.evaluation else surround(rng, text)


REMARKS, REWORDED = load("contexts.txt"), 0.2
SYNONYMS = {word: others for senses in (NOUN_SENSES, VERB_SENSES) for word, (others, _) in senses.items() if others}


def fill(rng, text, slots=SLOTS, lower=None):
    """Slots to values: (message, arguments). Free text is the user's span without a leading article."""
    lower = rng.chance(0.1) if lower is None else lower
    arguments = {}

    def put(m):
        said, value = slots[m.group(1)](rng)
        if lower:
            value = value.lower() if value == said or isinstance(value, str) and value in said else [v.lower() for v in value] if isinstance(value, list) else value
            said = said.lower()
        if isinstance(value, str):
            value = LEAD.sub("", value)
        if not m.group(3):
            arguments[m.group(2) or {"when_bare": "when"}.get(m.group(1), m.group(1))] = value
        return said

    flags = FLAG.findall(re.sub(SLOT, "", text))
    text = FLAG.sub("", text) if flags else text
    if lower:
        text = re.sub(r"[A-Z](?![^{]*\})", lambda m: m.group(0).lower(), text)
    message = SLOT.sub(put, text)
    return message, arguments | {flag: True for flag in flags}


def ordered(tool, arguments):
    """Arguments in the schema's order."""
    return {k: arguments[k] for k in tool["function"]["parameters"]["properties"] if k in arguments}



"""Slot values: each maker returns (what the user writes, the argument's JSON value).

An argument is the user's span, so the two are equal except for numbers, enums, booleans and lists.
"""
import os
import random
import string

from words import ADJECTIVE, NAME, NOUN, WORD, held_out, pseudo

LISTS, MORE = {}, {}
for lists, file in ((LISTS, "lists.txt"), (MORE, "lists.2.txt"), (MORE, "lists.3.txt")):
    for line in open(os.path.dirname(os.path.abspath(__file__)) + "/templates/" + file, encoding="utf-8"):
        if ":" in line and not line.startswith("#"):
            key, items = line.rstrip("\n").split(":", 1)
            lists.setdefault(key, []).extend(x.strip() for x in items.split(",") if x.strip())
TRAINED = {key: [x for x in items + MORE.get(key, []) if not held_out(x)] for key, items in LISTS.items()}


class Rng(random.Random):
    """A seeded source that also knows whether held-out words and phrasings are wanted."""

    evaluation = False

    def chance(self, p):
        return self.random() < p


def listed(rng, key):
    """An item of a list; held-out items appear in evaluation only."""
    pool = [x for x in LISTS[key] if held_out(x)] if rng.evaluation else TRAINED[key]
    return rng.choice(pool or LISTS[key])


def noun(rng):
    x = rng.random()
    return rng.choice(NOUN[rng.evaluation]) if x < 0.72 else rng.choice(WORD[rng.evaluation]) if x < 0.92 else pseudo(rng)


def adjective(rng):
    return rng.choice(ADJECTIVE[rng.evaluation])


def name(rng):
    return rng.choice(NAME[rng.evaluation]) if rng.chance(0.8) else pseudo(rng).capitalize()


def phrase(rng):
    """One to four open-class words."""
    x = rng.random()
    if x < 0.35:
        return noun(rng)
    if x < 0.7:
        return f"{adjective(rng)} {noun(rng)}"
    if x < 0.85:
        return f"{noun(rng)} {noun(rng)}"
    return f"{noun(rng)} {rng.choice(['of', 'for', 'in', 'and', 'with'])} {rng.choice(['', '', 'the '])}{noun(rng)}"


def same(make):
    def maker(rng):
        text = make(rng)
        return text, text

    return maker


def mostly(key, other, p=0.6):
    """A listed value or, for variety, an open one."""
    return same(lambda rng: listed(rng, key) if rng.chance(p) else other(rng))


def title(rng):
    return phrase(rng).title()


def city(rng):
    x = rng.random()
    if x < 0.72:
        return listed(rng, "city")
    return name(rng) if x < 0.88 else rng.choice(["San ", "New ", "Port ", "Saint ", "Lake ", "Fort "]) + name(rng)


def person(rng):
    x = rng.random()
    if x < 0.25:
        return listed(rng, "kin")
    first = listed(rng, "first") if rng.chance(0.7) else name(rng)
    if x < 0.5:
        return first
    return rng.choice(["", "", "", "Dr. ", "Mr. ", "Ms. ", "Dr. "]) + rng.choice([first + " ", ""]) + name(rng)


WORD_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 80: "eighty", 100: "a hundred", 200: "two hundred"}


def integer(low, high, word=0.4):
    def maker(rng):
        n = rng.randint(low, high)
        if rng.chance(word) and n < len(WORD_NUMBERS):
            return WORD_NUMBERS[n], n
        return str(n), n

    return maker


def price(rng):
    x = rng.random()
    if x < 0.15:
        n = rng.choice(list(TENS))
        return TENS[n] + rng.choice([" dollars", " euros", " bucks"]), n
    n = rng.choice([rng.randint(1, 60) * 5, rng.randint(3, 1500), rng.randint(1, 20) * 100])
    if x < 0.28:
        n = rng.choice([n - 0.01, n + 0.5, round(n + rng.random(), 2)])
        n = round(n, 2)
    text = f"{n:.2f}" if isinstance(n, float) and round(n * 10) != n * 10 else str(n)
    return rng.choice(["${}", "{} dollars", "{} euros", "{}", "€{}", "{}€", "${}", "{} USD", "£{}"]).format(text), n


def enum(**surfaces):
    """enum(hard="hard|difficult"): the schema's spelling and what people write for it."""

    def maker(rng):
        value = rng.choice(list(surfaces))
        return rng.choice(surfaces[value].split("|")), value

    maker.values = list(surfaces)
    return maker


def clock(rng):
    hour = rng.randint(1, 12)
    return rng.choice([
            f"{hour}{rng.choice(['am', 'pm', ' am', ' pm', ' AM', ' PM', 'AM', 'PM'])}",
            f"{hour}{rng.choice(['am', 'pm'])}",
            f"{hour}:{rng.choice(['00', '15', '30', '45', '10', '20'])}{rng.choice(['', ' am', ' pm', 'am', 'pm', ' PM'])}",
            f"{rng.randint(0, 23):02}:{rng.choice(['00', '15', '30', '45', '05', '50'])}",
            f"{rng.randint(1, 12)} o'clock",
            rng.choice(["noon", "midnight", "half past three", "quarter to nine", "half past ten", "six in the evening"]),
        ]
    )


DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()


def day(rng):
    """(preposition or '', day) so that templates may use either."""
    x = rng.random()
    month, n = rng.choice(MONTHS), rng.randint(1, 28)
    if x < 0.38:
        return "", rng.choice(["tomorrow", "tomorrow", "today", "tonight", "the day after tomorrow", "next week", "this weekend"])
    if x < 0.7:
        d = rng.choice(DAYS)
        d = d.lower() if rng.chance(0.2) else d
        return rng.choice([("on ", d), ("", d), ("", "next " + d), ("", "this " + d)])
    if x < 0.88:
        return "on ", rng.choice([f"{month} {n}", f"{n} {month}", f"the {n}th", f"{month} {n}th", f"{month[:3]} {n}"])
    return "on ", f"{rng.randint(2026, 2027)}-{rng.randint(1, 12):02}-{n:02}"


def when_parts(rng):
    prep, d = day(rng)
    x = rng.random()
    if x < 0.5:
        return prep, f"{d} at {clock(rng)}"
    if x < 0.6:
        return "at ", f"{clock(rng)} {prep}{d}"
    if x < 0.7:
        return prep, d if d == "tonight" else f"{d} {rng.choice(['morning', 'afternoon', 'evening'])}"
    if x < 0.8:
        return "at ", clock(rng)
    if x < 0.92:
        return prep, d
    n = integer(2, 16)(rng)[0]
    return "", f"in {n} {rng.choice(['minutes', 'hours', 'days', 'weeks'])}"


def when(rng):
    """Free-standing date phrase: `on Friday at 9am` is the argument `Friday at 9am`."""
    prep, text = when_parts(rng)
    return prep + text, text


def when_bare(rng):
    """After `for`, `to`, `is`: no preposition of its own."""
    _, text = when_parts(rng)
    while text.startswith("in "):
        _, text = when_parts(rng)
    return text, text


def pattern(rng, text):
    pick = {"A": string.ascii_uppercase, "9": string.digits, "z": string.ascii_lowercase}
    return "".join(rng.choice(pick[c]) if c in pick else c for c in text)


def identifier(prefix):
    """ORD-1001 most of the time, other shapes for robustness."""

    def make(rng):
        x = rng.random()
        if x < 0.55:
            return prefix + "-" + pattern(rng, rng.choice(["9999", "9999", "1009", "99", "99999", "9"]))
        if x < 0.65:
            return prefix.lower() + "-" + pattern(rng, "9999")
        return pattern(rng, rng.choice(["9999", "99999", "A-999", "AA-9999", "99-9999", "A9999", "AAA999", "9A9A9", "zz-999"]))

    return same(make)


def code(rng):
    x = rng.random()
    if x < 0.3:
        return listed(rng, "code")
    word = rng.choice(NOUN[rng.evaluation] + ADJECTIVE[rng.evaluation]).upper()
    return word + rng.choice(["", str(rng.randint(5, 99)), str(rng.randint(1, 9) * 10), "-" + str(rng.randint(10, 99))])


def several(make, low, high, articles=False):
    """A spoken list: `a headache, fever and nausea`."""

    def maker(rng):
        items, count = [], rng.randint(low, high)
        while len(items) < count:
            item = make(rng)
            if item not in items:
                items.append(item)
        said = [("a " if articles and rng.chance(0.25) and i[0] not in "aeiou" else "") + i for i in items]
        joint = rng.choice([" and ", " and ", ", ", ", and ", " plus "])
        return (said[0] if count == 1 else ", ".join(said[:-1]) + joint + said[-1]), items

    return maker


def symptom(rng):
    return listed(rng, "symptom") if rng.chance(0.8) else rng.choice(
        [f"{adjective(rng)} {rng.choice(['cough', 'skin', 'throat', 'stomach', 'rash'])}",
         f"{rng.choice(['pain in the', 'itchy', 'swollen', 'sore', 'stiff'])} {rng.choice(['knee', 'neck', 'elbow', 'foot', 'ear', 'wrist', 'jaw', 'hand'])}"])


def task(rng):
    x = rng.random()
    if x < 0.35:
        return listed(rng, "task")
    verb = listed(rng, "taskverb")
    article = rng.choice(["the ", "my ", "a ", "", "our "])
    tail = rng.choice(["", "", "", f" for {person(rng)}", f" with {person(rng)}"])
    return f"{verb} {person(rng)}" if x < 0.45 and verb in ("call", "email", "text", "visit") else f"{verb} {article}{phrase(rng)}{tail}"


CONDITIONS = ["when I open it", "when I press start", "when it gets warm", "when I plug it in", "while charging", "while it is running", "after a few minutes", "after an hour or so",
              "after the last update", "at startup", "during calls", "on battery", "in the middle of a job", "every time I start it", "at full power", "when I turn the volume up",
              "when nobody touches it", "as soon as I close the lid", "in standby", "on the highest setting", "when it rains", "with two people on it", "at the back", "on one side"]


def problem(rng):
    if not rng.evaluation and rng.chance(0.2):
        return f"{listed(rng, 'problem')} {rng.choice(CONDITIONS)}"
    return listed(rng, "problem") if rng.chance(0.75) else rng.choice(
        [f"shows a {adjective(rng)} {noun(rng)}", f"smells like {noun(rng)}", f"{adjective(rng)} {noun(rng)} error",
         f"makes a {adjective(rng)} noise", f"no {noun(rng)}", f"stopped {noun(rng)}ing", f"lost its {noun(rng)}"]
    )


SLOTS = {
    "city": same(city),
    "unit": enum(celsius="celsius|Celsius|centigrade|°C", fahrenheit="fahrenheit|Fahrenheit|°F"),
    "subject": mostly("subject", lambda r: f"{noun(r)} {r.choice(['meeting', 'session', 'check', 'review', 'lesson', 'interview'])}"),
    "when": when,
    "when_bare": when_bare,
    "attendee": same(person),
    "text": same(task),
    "thing": mostly("errand", phrase),
    "product": mostly("device", phrase),
    "problem": same(problem), "fault": same(lambda r: listed(r, "fault")), "clause": same(lambda r: listed(r, "clause")),
    "category": mostly("goods", phrase),
    "query": same(lambda r: listed(r, "goods") if r.chance(0.35) else f"{listed(r, 'colour') if r.chance(0.3) else adjective(r)} {listed(r, 'goods')}" if r.chance(0.5) else phrase(r)),
    "max_price": price,
    "account_id": identifier("ACC"),
    "order_id": identifier("ORD"),
    # Where nothing but the id tells an order from an account.
    "ord": same(lambda r: "ORD-" + pattern(r, r.choice(["9999", "9999", "1009", "99999"]))), "acc": same(lambda r: "ACC-" + pattern(r, r.choice(["9999", "9999", "1009", "99999"]))),
    "code": same(code),
    "topic": mostly("topic", phrase, 0.55),
    "study": mostly("topic", phrase, 0.6),
    "type": enum(video="video|video|clip", article="article|article", book="book|book", course="course|course|online course"),
    "weeks": integer(2, 16),
    "hours_per_week": integer(2, 20),
    "questions": integer(2, 20),
    "difficulty": enum(easy="easy|simple", medium="medium|medium-difficulty", hard="hard|difficult"),
    "symptoms": several(symptom, 1, 3, articles=True),
    "severity": integer(1, 10, 0.15),
    "condition": mostly("condition", lambda r: f"{adjective(r)} {r.choice(['stomach', 'throat', 'skin', 'cough', 'eyes', 'feet', 'joints'])}", 0.8),
    "specialist": mostly("specialist", lambda r: f"{noun(r)} specialist", 0.85),
    "specialty": mostly("specialty", lambda r: noun(r) + ("" if r.evaluation else r.choice([" medicine", " therapy", " surgery", "ology", "iatrics"])), 0.85),
    "interest": same(lambda r: interest(r, "interest")),
    "genre": same(lambda r: interest(r, "genre")),
    "word": same(phrase), "name": same(person),
    "number": integer(2, 999, 0.1),
}


def interest(rng, key):
    x = rng.random()
    text = listed(rng, key) if x < 0.75 else phrase(rng)
    return text.title() if rng.chance(0.2) else text

"""Kinds of values of everyday tools: name -> (maker, JSON type). A maker returns (what is said, the argument)."""
import os

from values import (DAYS, MONTHS, SLOTS, adjective, city, clock, enum, held_out, identifier, integer, name, noun, pattern, person, phrase, price, pseudo, same,
                    several, title, when, when_bare)

POOLS = {}
for line in open(os.path.dirname(os.path.abspath(__file__)) + "/templates/pools.txt", encoding="utf-8"):
    if ":" in line and not line.startswith("#"):
        key, items = line.rstrip("\n").split(":", 1)
        POOLS.setdefault(key, []).extend(x.strip() for x in items.split(",") if x.strip() and not held_out(x.strip()))


def pooled(key, other=phrase, p=0.75):
    """An item of pools.txt or, for variety, an open phrase."""
    return same(lambda rng: rng.choice(POOLS[key]) if rng.chance(p) else other(rng))


def date(rng):
    x = rng.random()
    d = rng.choice(DAYS)
    month, n = rng.choice(MONTHS), rng.randint(1, 28)
    if x < 0.35:
        return rng.choice(["today", "tomorrow", "tomorrow", "next week", "next month", "tonight", "this weekend"])
    if x < 0.6:
        return rng.choice([d, d, "next " + d, d.lower()])
    return rng.choice([f"{month} {n}", f"{n} {month}", f"{month} {n}th", f"the {n}th", f"{rng.randint(2026, 2027)}-{rng.randint(1, 12):02}-{n:02}", f"{n}.{rng.randint(1, 12)}."])


def email(rng):
    return f"{(name(rng) if rng.chance(0.7) else noun(rng)).lower()}@{noun(rng)}.{rng.choice(['com', 'org', 'net', 'de', 'example'])}"


def phone(rng):
    return pattern(rng, rng.choice(["+99 999 999999", "999-9999", "0999 999999", "9999999", "+9 999 999 9999", "(999) 999-9999"]))


def file(rng):
    stem = rng.choice([noun(rng), f"{noun(rng)}_{noun(rng)}", f"{noun(rng)}-{rng.randint(1, 30)}", noun(rng).capitalize()])
    return stem + "." + rng.choice("pdf txt csv docx xlsx png jpg mp3 json md py java zip".split())


def path(rng):
    return rng.choice(["/home/{}/{}", "/{}/{}", "{}/{}", "/var/{}/{}"]).format(noun(rng), noun(rng)) if rng.chance(0.5) else noun(rng)


def saying(rng):
    """Free text as people dictate it."""
    x = rng.random()
    if x < 0.45:
        return rng.choice(POOLS["saying"])
    return rng.choice(["the {} is ready", "I need the {}", "please bring the {}", "your {} arrived", "we are out of {}", "the {} starts at " + clock(rng), "see you at the {}", "don't forget the {}"]).format(phrase(rng))


def amount(low, high):
    def maker(rng):
        x = rng.random()
        if x < 0.25:
            n = round(rng.uniform(low, high), rng.choice([1, 2]))
            return str(n), n
        n = rng.randint(int(low), int(high))
        return integer(n, n)(rng) if n < 17 else (str(n), n)

    return maker


def boolean(rng):
    return "", True


KINDS = {
    "person": (same(person), "string"), "city": (same(city), "string"), "name": (same(name), "string"), "date": (same(date), "string"), "time": (same(clock), "string"),
    "when": (when, "string"), "when_bare": (when_bare, "string"), "phrase": (same(phrase), "string"), "title": (same(title), "string"), "noun": (same(noun), "string"),
    "task": (SLOTS["text"], "string"), "price": (price, "number"), "email": (same(email), "string"), "phone": (same(phone), "string"), "file": (same(file), "string"),
    "path": (same(path), "string"), "saying": (same(saying), "string"), "bool": (boolean, "boolean"), "nouns": (several(noun, 1, 3), "array"),
    "people": (several(person, 1, 3), "array"), "goods": (SLOTS["query"], "string"), "topic": (SLOTS["topic"], "string"), "device": (SLOTS["product"], "string"),
    "adjective": (same(adjective), "string"),
    "url": (same(lambda r: f"{r.choice(['https://', 'https://www.', 'www.', ''])}{noun(r)}{r.choice(['.com', '.org', '.io', '.net'])}{r.choice(['', '/' + noun(r)])}"), "string"),
    "digits": (same(lambda r: pattern(r, r.choice(["9999", "99999", "999999", "99"]))), "string"),
    "plate": (same(lambda r: pattern(r, r.choice(["AA-A 999", "AAA 999", "AA 9999", "AA99 AAA", "A-AA 99"]))), "string"),
    "version": (same(lambda r: f"{r.choice(['v', '', ''])}{r.randint(0, 9)}.{r.randint(0, 20)}{r.choice(['', f'.{r.randint(0, 30)}'])}"), "string"),
    "word": (same(lambda r: noun(r) if r.chance(0.7) else pseudo(r)), "string"),
}


def kind(text):
    """`person`, `int 1 30`, `amount 1 90`, `id ABC`, `enum low/minor, high/urgent`, `pool dish`, `list ingredient`."""
    head, _, rest = text.partition(" ")
    if head == "int":
        low, high = map(int, rest.split())
        return integer(low, high), "integer"
    if head == "amount":
        return amount(*map(float, rest.split())), "number"
    if head == "id":
        return identifier(rest), "string"
    if head == "enum":
        return enum(**{x.split("/")[0].strip(): x.strip().replace("/", "|") for x in rest.split(",")}), "string"
    if head == "pool":
        return pooled(rest, p=1.0 if rest == "monthday" else 0.8), "string"
    if head == "list":
        return several(lambda rng: pooled(rest, noun)(rng)[0], 1, 3), "array"
    return KINDS[head]



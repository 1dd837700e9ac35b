"""Requests that lack a required value, made from complete ones: a slot at a phrase's edge is cut with its preposition."""
import re

from asking import BY_NAME, REQUESTS
from phrasing import expand

LEFT = r"(?:,? ?\b(?:for|at|on|about|of|in|to|with|by|from|regarding|concerning)(?: the| a| my)?|[:,]| (?:number|no\.?|id))?"
# Cutting these leaves no sentence.
KEPT = {("troubleshoot_issue", "product"), ("track_symptoms", "symptoms"), ("find_medication", "condition")}
DANGLING = re.compile(r"\b(?:for|at|on|about|of|in|to|with|by|from|the|a|an|is|my|and|see|have|need|want|like|love|like to|book|learn|study|understand|know)[.?!]?$|^\W*$", re.I)


def omit(rng, function):
    """([parameter], template without it), or None where no cut leaves something to say."""
    required = BY_NAME[function]["function"]["parameters"]["required"]
    for _ in range(12):
        template = expand(rng, rng.choice(REQUESTS[function][0]))
        slots = [m for m in re.finditer(r"\{([a-z_]+)(?:>([a-z_]+))?\}", template)]
        named = [(m, m.group(2) or {"when_bare": "when"}.get(m.group(1), m.group(1))) for m in slots]
        able = [(m, p) for m, p in named if p in required and (function, p) not in KEPT]
        if not able:
            continue
        m, param = rng.choice(able)
        if f"{{{m.group(1)}%}}" in template:  # Another value of the same kind is told by the way.
            continue
        before, after = template[: m.start()], template[m.end() :]
        if re.match(r" ?[\w(]", after) and m.group(1) != "when":
            continue
        cut = re.sub(LEFT + r" ?$", "", before, count=1)
        if m.group(1) not in ("when", "order_id", "account_id", "code", "ord", "acc") and cut.rstrip() == before.rstrip():
            continue
        text = re.sub(r" +([,.?!])", r"\1", re.sub(r" +", " ", cut + after)).strip(" ,:;")
        text = re.sub(r"^=[ ,:;]+", "=", text)
        bare = re.sub(r"\{[^}]*\}", "X", text).lstrip("=")
        if len(bare.split()) >= 2 and not DANGLING.search(bare) and not re.search(r",[.?!]|\(|\b(?:for|at|on|of|in|to)[,.?!]", bare):
            return [param], text
    return None


if __name__ == "__main__":
    from values import Rng

    for name in REQUESTS:
        made = {str(omit(Rng(i), name)) for i in range(60)}
        print(name, len(made), *sorted(made)[:14], sep="\n   ")

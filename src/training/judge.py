"""Whether an answer is right, for `evaluate.py` and `service.py` alike. Needs nothing but Python."""
import json
import re

OPEN, CLOSE = "<tool_call>", "</tool_call>"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def calls_of(text):
    """The calls in an assistant's turn, or None when one of them is not valid JSON."""
    found = []
    for part in text.split(OPEN)[1:]:
        try:
            value = json.loads(part.split(CLOSE)[0])
            found.append({"name": value["name"], "arguments": value["arguments"]})
        except (ValueError, KeyError, TypeError):
            return None
    return found


def same(expected, actual):
    """The same calls in the same order; an expected "*" stands for any value."""
    return len(expected) == len(actual) and all(
        e["name"] == a["name"] and isinstance(a["arguments"], dict) and set(e["arguments"]) == set(a["arguments"])
        and all(v == "*" or v == a["arguments"][k] for k, v in e["arguments"].items())
        for e, a in zip(expected, actual)
    )


def invented(case, text):
    """Numbers in the answer that stand neither in the request nor in the result."""
    known = set(NUMBER.findall(json.dumps(case["messages"], ensure_ascii=False)))
    return [n for n in NUMBER.findall(text) if n not in known and n + ".0" not in known]


def right(case, text, calls):
    """A case, the words of the answer and its calls (None: broken ones) -> whether that is what the case asks."""
    if "must_state" in case:
        return all(s.lower() in text.lower() for s in case["must_state"]) and not invented(case, text)
    if isinstance(case["expect"], str):
        return calls == []
    return calls is not None and same(case["expect"], calls)


def right_functions(case, calls):
    return isinstance(case.get("expect"), list) and calls is not None and [c["name"] for c in case["expect"]] == [c["name"] for c in calls]

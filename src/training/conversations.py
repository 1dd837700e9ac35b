"""Groups of conversations that share one list of tools: the unit of training."""
import guise
import hostile
import omission
import prompt
import random_tools
import results
from asking import (BY_NAME, DEMO, FOLLOW, JOINED, MISSING, PAIRS, REPLIES, REQUESTS, TALK, ask, ask_demo, ask_random, choose, complete, demo,
                    renamed)
from phrasing import LEAD, dress, expand, fill, ordered
from values import SLOTS, Rng, city, clock, name, noun, pattern, person, phrase, price, same, title
from words import pseudo

# Functions so close that one may serve for the other: never used as "nothing fits".
NEAR = [{"book_appointment", "schedule_consultation", "set_reminder"}, {"recommend_product", "search_products"},
        {"find_resource", "BookRecommendation", "create_study_plan", "quiz_student"}, {"track_symptoms", "find_medication", "schedule_consultation"}]
DECLINES = ["I'm sorry, but I can't help with that: none of my functions can do it."]
ASKED_FOR = {
    "book_appointment.subject": "what the appointment is about", "book_appointment.when": "the date and time", "set_reminder.text": "what to remind you of",
    "set_reminder.when": "the date and time", "troubleshoot_issue.problem": "what goes wrong", "recommend_product.category": "the product category",
    "fetch_account_details.account_id": "the account identifier", "create_study_plan.weeks": "the number of weeks", "search_products.query": "what to search for",
    "check_order_status.order_id": "the order identifier", "apply_discount_code.order_id": "the order identifier", "apply_discount_code.code": "the discount code",
    "track_symptoms.symptoms": "your symptoms", "schedule_consultation.specialty": "the medical specialty", "schedule_consultation.when": "the date and time",
    "BookRecommendation.interest": "your interest", "SongRecommendation.genre": "the genre or mood",
}
STYLES = ["Be brief.", "You are a friendly assistant.", "Answer politely.", "You help the customers of a shop.", "You are a helpful assistant for students.", "Keep answers short.", "You work for a clinic.", "You are Hermes."]


def words(key):
    return key.replace("_", " ")


def random_result(rng, tool, arguments):
    keys = rng.sample(["status", "id", "name", "total", "result", "message", "date", "owner", "place", "count"], rng.randint(1, 3))
    make = {"id": lambda: pattern(rng, "AA-999"), "name": lambda: person(rng), "total": lambda: price(rng)[1], "count": lambda: rng.randint(0, 99), "date": lambda: results.stamp(rng, False), "owner": lambda: name(rng)}
    return {k: make.get(k, lambda: phrase(rng))() for k in keys}


def outcome(rng, tool, arguments, fail):
    """(tool's result, how it is put in words)"""
    function = demo(tool)
    if fail:
        result = results.failure(rng, tool["function"]["name"], arguments)
        return result, results.say_failure(result)
    if "_" in tool and function:
        own = {v: k for k, v in tool["_"]["rename"].items()}
        arguments = {own[k]: v for k, v in arguments.items()}
    if not function:
        result = random_result(rng, tool, arguments)
        return result, "Done: " + ", ".join(f"the {words(k)} is {v}" for k, v in result.items()) + "."
    result = results.RESULT[function](rng, arguments)
    return result, results.ANSWER[function](result)


def finish(rng, messages, calls, spoil=lambda result: result):
    """Appends the tools' results and the answer."""
    done = [(t["function"]["name"], *outcome(rng, t, a, rng.chance(0.13))) for t, a in calls]
    messages.append(("tool", "\n".join(prompt.response(n, spoil(r)) for n, r, _ in done)))
    messages.append(("assistant", " ".join(said for _, _, said in done)))


def calls_text(calls):
    return "\n".join(prompt.call(t["function"]["name"], a) for t, a in calls)


def single(rng, tools, tool=None):
    tool = tool or rng.choice(tools)
    message, arguments = ask(rng, tool)
    calls = [(tool, arguments)]
    messages = [("user", message), ("assistant", calls_text(calls))]
    if rng.chance(0.36):
        finish(rng, messages, calls)
        follow(rng, messages, tools, tool, arguments)
    return messages


FOLLOW_UP = ["and {}?", "And {}?", "what about {}?", "And what about {}?", "how about {}", "and {}", "{}?", "Now {}", "the same for {}", "and for {}?", "also {}", "Also for {}, please",
             "ok and {}?", "great, and {}?", "good. {} too", "how about {} then?", "now for {}", "once more for {}", "again, but {}", "I also need it for {}", "another one: {}", "thanks, and {}?"]
FOLLOWED = {"get_weather": "city", "check_order_status": "order_id", "fetch_account_details": "account_id", "find_medication": "condition",
            "quiz_student": "topic", "find_resource": "topic", "search_products": "query", "BookRecommendation": "interest", "SongRecommendation": "genre", "recommend_product": "category"}


def follow(rng, messages, tools, tool, arguments):
    """Sometimes a further turn: thanks, the same with another value, or something new."""
    x = rng.random()
    function = demo(tool)
    if x < 0.08:
        messages += chat(rng, tools, thanks=True)
    elif x < 0.55 and "_" not in tool and not rng.evaluation and rng.chance(0.75):
        further(rng, messages, tool, arguments)
    elif x < 0.4 and function in FOLLOWED:
        said, args = fill(rng, rng.choice(FOLLOW_UP).format("{" + {"topic": "topic"}.get(FOLLOWED[function], FOLLOWED[function]) + "}"))
        args = ordered(BY_NAME[function], complete(rng, function, args))
        calls = [(tool, renamed(tool, args) if "_" in tool else args)]
        messages += [("user", said), ("assistant", calls_text(calls))]
        if rng.chance(0.3):
            finish(rng, messages, calls)
    elif x < 0.4 and not function and len(tool["_"]["slots"]) and len(args := dict(arguments)) == 1:
        key = next(iter(args))
        said, value = tool["_"]["slots"][key][0](rng)
        if said:
            messages += [("user", rng.choice(FOLLOW_UP).format(said)), ("assistant", calls_text([(tool, {key: LEAD.sub("", value) if isinstance(value, str) else value})]))]
    elif x < 0.55:
        messages += rng.choice([single, decline, missing])(rng, tools)


def further(rng, messages, tool, arguments):
    """A further turn for the same demo function: another value, or the call before with something changed."""
    function = tool["function"]["name"]
    column, template = rng.choice(FOLLOW[function])
    said, args = fill(rng, template if rng.chance(0.5) else template[:1].upper() + template[1:])
    if rng.chance(0.2):
        said = said.rstrip("?.!")
    kept = {k: v for k, v in arguments.items() if k not in ("recommended_book", "song", "setup", "punchline")} if column == "keep" else {}
    calls = [(tool, ordered(tool, complete(rng, function, kept | args)))]
    messages += [("user", said), ("assistant", calls_text(calls))]
    if rng.chance(0.25):
        finish(rng, messages, calls)


def texts(arguments):
    return [x for v in arguments.values() for x in (v if isinstance(v, list) else [v]) if isinstance(x, str)]


def lowered(message, arguments):
    """The message with a small first letter, unless an argument stands there."""
    return message if any(message.startswith(v) for v in texts(arguments)) else message[:1].lower() + message[1:]


def joined(rng, tools):
    """Several calls in one request in the wording of joined.txt: (message, calls), or None where these tools have none."""
    offered = {t["function"]["name"]: t for t in tools if "_" not in t}
    if rng.chance(0.45):
        able = [p for p in PAIRS if all(f in offered for f in p[0])]
        if not able:
            return None
        functions, template = rng.choice(able)
        said, given = fill(rng, dress(rng, expand(rng, template)))
        parts = {"": {}, "two_": {}, "three_": {}}
        for key, value in given.items():
            prefix = next((p for p in ("two_", "three_") if key.startswith(p)), "")
            parts[prefix][key[len(prefix):]] = value
        return said, [(offered[f], ordered(offered[f], complete(rng, f, a))) for f, a in zip(functions, parts.values())]
    frame, lower = rng.choice(JOINED["frames"][0]), rng.chance(0.15)
    chosen = [rng.choice(tools) for _ in range(3 if "THREE" in frame else 2)]
    made = [ask(rng, t, True, lower) for t in chosen]
    if len({m for m, _ in made}) < len(made):
        return None
    said = frame
    for mark, (message, arguments) in zip(("ONE", "TWO", "THREE"), made):
        at = said.index(mark)
        small = at and said[:at].rstrip()[-1:] not in (".", "?", "!", "-", ")") and message[:2] not in ("I ", "I'")
        said = said[:at] + (lowered(message, arguments) if small else message) + said[at + len(mark):]
    if rng.chance(0.6) and not lower and not any(said.startswith(v) for v in texts(made[0][1])):
        said = said[:1].upper() + said[1:]
    return said + rng.choice(["", "", ".", "?"] if said[-1] not in ".?!)" else [""]), [(t, a) for t, (_, a) in zip(chosen, made)]


def double(rng, tools):
    """Two calls in one request: the same function twice or two functions."""
    if not rng.evaluation and rng.chance(0.65) and (made := joined(rng, tools)):
        said, calls = made
        messages = [("user", said), ("assistant", calls_text(calls))]
        if rng.chance(0.2):
            finish(rng, messages, calls)
        return messages
    lower = rng.chance(0.1)
    first = rng.choice(tools)
    second = first if rng.chance(0.3) else rng.choice(tools)
    if first is second and first["function"]["name"] == "get_weather" or rng.chance(0.06) and BY_NAME["get_weather"] in tools:
        tool = BY_NAME["get_weather"]
        template = rng.choice(["what's the weather in {city} and (in |){word>other}", "compare the weather in {city} and {word>other}", "weather in {city} and {word>other}", "=Is it warmer in {city} or in {word>other}?"])
        said, a = fill(rng, dress(rng, expand(rng, template)), {"city": same(city), "word": same(city)}, lower)
        calls = [(tool, {"city": a["city"]}), (tool, {"city": a["other"]})]
    else:
        (m1, a1), (m2, a2) = ask(rng, first, True, lower), ask(rng, second, True, lower)
        if m2[:2] != "I " and m2[:2] != "I'":
            m2 = lowered(m2, {} if rng.evaluation else a2)
        said = m1 + rng.choice([" and ", " and ", " and also ", ", and ", ". Also, ", ". Then ", " and then ", "; ", ", also "]) + m2 + rng.choice([".", "", "", "?"])
        calls = [(first, a1), (second, a2)]
    messages = [("user", said), ("assistant", calls_text(calls))]
    if rng.chance(0.25):
        finish(rng, messages, calls)
    return messages


def question_back(function, params):
    named = [ASKED_FOR.get(f"{function}.{p}", "the " + words(p)) for p in params]
    return "Please tell me " + " and ".join(named) + "."


def missing(rng, tools):
    """A required value is missing: ask for it; then perhaps the user gives it."""
    able = [t for t in tools if (demo(t) in MISSING[rng.evaluation] if demo(t) else t["_"]["missing"] if "spec" in t["_"] else t["_"]["required"])]
    if not able:
        return decline(rng, tools)
    tool = rng.choice(able)
    function, slots = demo(tool), None
    if function:
        params, template = rng.choice(MISSING[rng.evaluation][function])
        if not rng.evaluation and rng.chance(0.5):
            params, template = omission.omit(rng, function) or (params, template)
    elif tool["_"]["missing"]:
        params, template = rng.choice(tool["_"]["missing"])
        template, slots = guise.request(rng, tool, template)
    else:
        params = rng.sample(tool["_"]["required"], rng.randint(1, min(2, len(tool["_"]["required"]))))
        params = [k for k in tool["_"]["slots"] if k in params]
        template, slots = random_tools.request(rng, tool, params)
    message, known = fill(rng, dress(rng, expand(rng, template)), *([slots] if slots is not None else []))
    asked = question_back(function, params) if "_" not in tool else question_back("", [tool["_"]["rename"][p] for p in params] if function else params)
    messages = [("user", message), ("assistant", asked)]
    if rng.chance(0.45 if rng.evaluation else 0.5):
        supply(rng, messages, tool, known, params, slots)
    return messages


def supply(rng, messages, tool, known, params, slots):
    """The user answers the question; the call follows."""
    pool = dict(SLOTS)
    if slots is not None:
        pool = {f"slot_{chr(97 + i)}": tool["_"]["slots"][p][0] for i, p in enumerate(params)}
        named = [f"{{slot_{chr(97 + i)}>{p}}}" for i, p in enumerate(params)]
    else:
        special = {"subject": "study>subject" if demo(tool) == "create_study_plan" else "subject", "specialty": "specialist>specialty"}
        named = ["{" + special.get(p, p) + "}" for p in params]
    text = rng.choice([", ", " ", " and ", "; "]).join(named)
    if len(params) == 1:
        text = rng.choice(["{}", "{}", "{}", "it's {}", "It is {}.", "{} please", "{}.", "ok, {}", "sorry, {}"]).format(text)
        if demo(tool) == "create_study_plan" and params == ["weeks"]:
            text += rng.choice(["", " weeks"])
    function = demo(tool)
    if not rng.evaluation and function and rng.chance(0.75):
        able = [r for columns, r in REPLIES.get(function, []) if columns == ",".join(params)]
        if able and (len(params) > 1 or rng.chance(0.5)):
            text = rng.choice(able)
        elif len(params) == 1:
            text = rng.choice(REPLIES["*"])[1].replace("{}", named[0])
        text = text if rng.chance(0.6) else text[:1].upper() + text[1:]
    reply, more = fill(rng, text, pool)
    arguments = ordered(tool if slots is not None else BY_NAME[function], complete(rng, function, known | more))
    calls = [(tool, renamed(tool, arguments) if "_" in tool and function else arguments)]
    messages += [("user", reply), ("assistant", calls_text(calls))]
    if rng.chance(0.15):
        finish(rng, messages, calls)


def decline(rng, tools):
    """Nothing fits: a request that no function serves, or one whose function is not offered."""
    names = {demo(t) for t in tools}
    absent = [f for f in REQUESTS if f not in names and not any(f in near and near & names for near in NEAR)]
    domains = {t["_"]["spec"]["domain"] for t in tools if "_" in t and "spec" in t["_"]}
    if not domains and absent and rng.chance(0.45):
        message, _ = ask_demo(rng, rng.choice(absent))
    elif (others := [s for s in guise.EVERYDAY if s["domain"] not in domains and not guise.like(s, names)]) and (domains or rng.chance(0.4)):
        message, _ = ask_random(rng, guise.everyday(rng, rng.choice(others), True))
    elif domains or rng.chance(0.25) and not all("_" not in t for t in tools):
        message, _ = ask_random(rng, random_tools.random_tool(rng))
    else:
        message, _ = fill(rng, dress(rng, expand(rng, choose(rng, TALK["decline"]))))
    return [("user", message), ("assistant", rng.choice(DECLINES))]


def chat(rng, tools, thanks=False):
    lines = choose(rng, TALK["chat"]) if not thanks else rng.choice([t for t in TALK["chat"][rng.evaluation] if "You're welcome" in t])
    text, _, reply = lines.partition(" => ")
    message, _ = fill(rng, expand(rng, text.lstrip("=")))
    return [("user", message), ("assistant", reply)]


def copying(rng, tools):
    """Pure practice in copying: repeat a line, or fill named fields."""
    make = [lambda: noun(rng), lambda: pseudo(rng), lambda: pattern(rng, "AAA-9999"), lambda: phrase(rng), lambda: name(rng), lambda: str(rng.randint(0, 9999)), lambda: title(rng), lambda: clock(rng)]
    if rng.chance(0.4):
        text = " ".join(rng.choice(make)() for _ in range(rng.randint(3, 9)))
        return [("user", "Repeat: " + text), ("assistant", text)]
    fields = {rng.choice(make[:1] + make[-3:-2])().strip(): rng.choice(make)() for _ in range(rng.randint(2, 5))}
    text = rng.choice([", ", "; ", " and "]).join(rng.choice(["{} {}", "{}: {}", "{} is {}", "with {} {}"]).format(k, v) for k, v in fields.items())
    keys = list(fields)
    rng.shuffle(keys)
    return [("user", f"Fill in {', '.join(keys)}: {text}"), ("assistant", prompt.dumps({k: fields[k] for k in keys}))]


def attacked(rng, tools):
    """Hostile text in a message, or in a result before the next request: nothing changes."""
    if rng.chance(0.55):
        messages = rng.choice([single, single, single, double, missing, decline])(rng, tools)
        messages[0] = ("user", hostile.spoil(rng, messages[0][1], tools))
        return messages
    tool = rng.choice(tools)
    message, arguments = ask(rng, tool)
    messages = [("user", message), ("assistant", calls_text([(tool, arguments)]))]
    finish(rng, messages, [(tool, arguments)], lambda result: hostile.spoilt_result(rng, result, tools))
    return messages + rng.choice([single, single, single, decline, lambda *_: []])(rng, tools)


KINDS = [(single, 0.47), (double, 0.16), (missing, 0.13), (decline, 0.12), (chat, 0.04), (attacked, 0.08)]


def conversation(rng, tools):
    if not tools:
        return rng.choice([chat, chat, decline, copying])(rng, tools)
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    messages = kind(rng, tools)
    if rng.chance(0.04):
        messages.insert(0, ("system", rng.choice(STYLES)))
    return messages


def toolset(rng, early=0.0, whole=0.45, reading=0.24):
    """The tools of a group. Of the groups `early` have very few tools; of the others `whole` have all 18; of the rest `reading` tools that must be read."""
    if rng.chance(early):
        if rng.chance(0.5):
            return rng.sample(DEMO, rng.randint(1, 4))
        return [random_tools.random_tool(rng) for _ in range(rng.randint(1, 3))]
    if rng.chance(whole):
        return list(DEMO)
    x = rng.random()
    if not rng.chance(reading):
        tools = rng.sample(DEMO, rng.randint(3, 9))
    elif x < 0.13:
        tools = [guise.disguised(rng, t) if rng.chance(0.6) else t for t in rng.sample(DEMO, rng.randint(2, 5))]
    elif x < 0.25:
        tools = random_tools.siblings(rng, rng.randint(2, 4))
    elif x < 0.33:
        tools = [random_tools.drill_tool(rng) for _ in range(rng.randint(2, 4))]
    elif x < 0.87:
        tools = guise.near(rng, rng.randint(2, 6))
    else:
        tools = rng.sample(DEMO, rng.randint(1, 3)) + [rng.choice([guise.everyday, guise.everyday, random_tools.drill_tool])(rng) for _ in range(rng.randint(1, 3))]
    rng.shuffle(tools)
    names = set()
    return [t for t in tools if t["function"]["name"] not in names and not names.add(t["function"]["name"])]


def groups(rng, size, early=0.0, copies=0.0, whole=0.45, reading=0.24):
    """[(system turn, [conversation as [(text, is the assistant's)]])]: one group, or four small ones with tools to be read."""
    if rng.chance(copies):
        made = [([], [copying(rng, []) for _ in range(size)])]
    elif rng.chance(0.03):
        made = [([], [conversation(rng, []) for _ in range(size)])]
    else:
        lists = [toolset(rng, early, whole, reading)]
        # Lists that have to be read teach by their number, those of demo functions by the number of requests.
        while demo(lists[0][0]) is None and len(lists) < 4:
            tools = toolset(rng, early, 0, 1)
            lists += [tools] if demo(tools[0]) is None else []
        made = [(tools, [conversation(rng, tools) for _ in range(size // len(lists))]) for tools in lists]
    return [(prompt.system_turn(tools), [prompt.turns(m) for m in talks]) for tools, talks in made]


if __name__ == "__main__":
    import sys

    rng = Rng(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    rng.evaluation = "held-out" in sys.argv
    for _ in range(6):
        tools = toolset(rng)
        print("=" * 20, [t["function"]["name"] for t in tools])
        for _ in range(8):
            print("".join(t for t, _ in prompt.turns(conversation(rng, tools))).replace("<|im_start|>", "\n<").replace("<|im_end|>", ">"))

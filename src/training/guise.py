"""Tools that look different every time: one of several names, descriptions and parameter names.

Reads `templates/tools.*.txt` (services of everyday life, with requests) and `templates/disguises.txt` (other names of
the demo functions, whose requests are those of `requests.*.txt`). A blank line ends a tool:

    name | other name
    : description | other description
    parameter|other_name = kind* : description | other description        (* required; kinds in KINDS)
    request with {parameter}                                             (notation of requests.*.txt)
    - parameter | request that lacks it
"""
import glob
import os
import re

import random_tools
from kinds import kind
from phrasing import expand

HERE = os.path.dirname(os.path.abspath(__file__)) + "/templates"
PARAMETER = re.compile(r"^([a-z_|]+) = *(.*?) ?(\*?) *: (.*)$")


def split(text):
    return [x.strip() for x in text.split(" | ")]


def parse(block, domain):
    spec = {"names": split(block[0]), "domain": domain, "descriptions": [], "parameters": {}, "requests": [], "missing": []}
    for line in block[1:]:
        if line.startswith(": "):
            spec["descriptions"] += split(line[2:])
        elif m := PARAMETER.match(line):
            names = m.group(1).split("|")
            spec["parameters"][names[0]] = (names, kind(m.group(2)) if m.group(2) else None, bool(m.group(3)), split(m.group(4)))
        elif line.startswith("- "):
            params, template = line[2:].split(" | ", 1)
            spec["missing"].append((params.split(","), template))
        else:
            spec["requests"].append(line)
    return spec


def read(pattern):
    """All tools of the files, domain by domain."""
    specs = []
    for path in sorted(glob.glob(f"{HERE}/{pattern}")):
        domain, block = "", []
        for line in [*(x.strip() for x in open(path, encoding="utf-8")), ""]:
            if line.startswith("@"):
                domain = line[1:]
            elif line and not line.startswith("#"):
                block.append(line)
            elif block and not line:
                specs.append(parse(block, domain))
                block = []
    return specs


# Domains that a demo function might serve: their requests are never used as "nothing fits" beside it.
CLOSE = {"calendar": {"book_appointment", "set_reminder", "schedule_consultation"}, "shop": {"search_products", "recommend_product", "check_order_status", "apply_discount_code"},
         "health": {"track_symptoms", "find_medication", "schedule_consultation"}, "learning": {"find_resource", "create_study_plan", "quiz_student", "BookRecommendation"},
         "device": {"troubleshoot_issue"}, "music": {"SongRecommendation"}, "books": {"BookRecommendation", "find_resource"}, "customer": {"fetch_account_details", "check_order_status"}}
CLOSE_TOOLS = {"add_chore": {"set_reminder"}, "shopping_list_add": {"set_reminder"}, "gift_ideas": {"recommend_product"}, "vet_visit": {"book_appointment", "schedule_consultation"},
               "repair_booking": {"book_appointment", "troubleshoot_issue"}, "schedule_interview": {"book_appointment"}, "join_class": {"book_appointment"},
               "reserve_court": {"book_appointment"}, "air_quality": {"get_weather"}, "sunrise_time": {"get_weather"}, "report_sick": {"track_symptoms"},
               "account_balance": {"fetch_account_details"}, "request_refund": {"check_order_status"}, "server_health": {"troubleshoot_issue"}, "find_babysitter": {"book_appointment"},
               "dry_cleaning": {"book_appointment"}, "find_teacher": {"find_resource"}, "restart_server": {"troubleshoot_issue"}, "take_note": {"set_reminder"}, "compare_prices": {"search_products"}, "return_item": {"check_order_status"},
               "price_alert": {"search_products", "set_reminder"}, "add_to_wishlist": {"search_products"}, "start_meeting": {"book_appointment"}, "find_concert": {"SongRecommendation"},
               "learn_word": {"find_resource", "quiz_student"}, "quick_fact": {"find_resource"}, "install_app": {"troubleshoot_issue"}, "book_viewing": {"book_appointment"}, "book_meeting_room": {"book_appointment"},
               "reserve_table": {"book_appointment"}, "queue_for_table": {"book_appointment"}, "wake_up_call": {"set_reminder"}, "alight_alert": {"set_reminder"},
               "join_guided_tour": {"book_appointment"}, "reserve_theatre_seats": {"book_appointment"}, "hire_photographer": {"book_appointment"},
               "take_shift": {"book_appointment"}, "add_homework": {"set_reminder"}}
EVERYDAY = read("tools.*.txt")
DISGUISES = {s["names"][0]: s for s in read("disguises.txt")}


def like(spec, demos):
    """Whether one of these demo functions might serve the tool's requests."""
    return bool((CLOSE.get(spec["domain"], set()) | CLOSE_TOOLS.get(spec["names"][0], set())) & demos)


def styled(rng, name):
    """Now and then camelCase or a name that says nothing, so that the description has to be read."""
    x = rng.random()
    if x < 0.04:
        head, *rest = name.split("_")
        return head + "".join(r.capitalize() for r in rest)
    return rng.choice(["tool_{}", "fn_{}", "action_{}", "f{}"]).format(rng.randint(1, 99)) if x > 0.99 else name


def decorated(rng, text):
    x = rng.random()
    text = text.rstrip(".")
    return text if x < 0.35 else text + "." if x < 0.9 else text.lower()


def guise(rng, spec, plain=None):
    """A tool in OpenAI form and {the parameter's own name: the name it has here}. `plain` is the true demo function."""
    known = plain["function"]["parameters"]["properties"] if plain else {}
    rename, props, required, taken = {}, {}, [], set()
    for own in rng.sample(list(spec["parameters"]), len(spec["parameters"])) if rng.chance(0.3) else spec["parameters"]:
        names, made, needed, descriptions = spec["parameters"][own]
        name = rng.choice([n for n in (names if rng.chance(0.4) else names[:1]) if n not in taken] or names)
        if name in taken:
            name = own + "_2"
        taken.add(name)
        rename[own] = name
        said = decorated(rng, rng.choice(descriptions))
        if own in known:
            props[name] = known[own] | {"description": said}
            needed = own in plain["function"]["parameters"]["required"]
        else:
            props[name] = random_tools.schema(made[1], made[0], said, rng)
        if needed:
            required.append(name)
    name = styled(rng, spec["names"][0] if rng.chance(0.4) else rng.choice(spec["names"]))
    parameters = {"type": "object", "properties": props} | ({"required": required} if required else {})
    tool = {"type": "function", "function": {"name": name, "description": decorated(rng, rng.choice(spec["descriptions"])), "parameters": parameters}}
    return tool, rename


def everyday(rng, spec=None, spoken=False):
    """A tool of everyday life, asked for as people do (`spoken`) or at times in its own words, with, under "_", how to ask for it; sometimes with one more optional parameter."""
    spec = spec or rng.choice(EVERYDAY)
    tool, rename = guise(rng, spec)
    own = tool["function"]["parameters"]
    slots = {rename[k]: (p[1][0], []) for k, p in spec["parameters"].items()}
    more = None
    if rng.chance(0.2):
        names, maker, type_, descriptions, ways = rng.choice(random_tools.POOL)
        more = rng.choice(names.split("|"))
        if more in own["properties"] or more in spec["parameters"]:
            more = None
        else:
            own["properties"][more] = random_tools.schema(type_, maker, rng.choice(descriptions.split(",")), rng)
            slots[more] = (maker, ways.split(","))
    tool["_"] = {"spec": spec, "rename": rename, "slots": slots, "required": own.get("required", []), "more": more, "spoken": spoken,
                 "missing": [([rename[p] for p in params], template) for params, template in spec["missing"]]}
    return tool


def literal(rng, tool):
    """A request in the tool's own words: its name or its description, then its parameters by name or description."""
    f, slots = tool["function"], tool["_"]["slots"]
    act = f["name"].replace("_", " ") if rng.chance(0.4) else f["description"].rstrip(".")
    parts, makers = [], {}
    for i, (key, value) in enumerate(f["parameters"]["properties"].items()):
        if value["type"] != "boolean" and (key in tool["_"]["required"] or rng.chance(0.4)):
            makers[f"slot_{chr(97 + i)}"] = slots[key][0]
            said = key.replace("_", " ") if rng.chance(0.6) else value["description"].rstrip(".").lower()
            parts.append(rng.choice(["{w} {s}", "{w}: {s}", "with {w} {s}", "{w} = {s}", "the {w} is {s}"]).format(w=said, s=f"{{slot_{chr(97 + i)}>{key}}}"))
    rng.shuffle(parts)
    return act[:1].lower() + act[1:] + (rng.choice([", ", ": ", " "]) + rng.choice([", ", " and "]).join(parts) if parts else ""), makers


def request(rng, tool, template=None):
    """(template with this guise's parameter names, slots)"""
    how = tool["_"]
    if not template and not how["spoken"] and rng.chance(0.3):
        return literal(rng, tool)
    text = expand(rng, template or rng.choice(how["spec"]["requests"]))
    makers = {k: p[1][0] for k, p in how["spec"]["parameters"].items()}
    text = re.sub(r"\{([a-z_]+)\}", lambda m: f"{{{m.group(1)}>{how['rename'][m.group(1)]}}}", text)
    text = re.sub(r"%([a-z_]+)", lambda m: "%" + how["rename"][m.group(1)], text)
    if how["more"] and not template and rng.chance(0.35) and not text.endswith(("?", ".", "!")):
        maker, ways = how["slots"][how["more"]]
        makers["more"] = maker
        text += " " + rng.choice(ways).replace("{}", f"{{more>{how['more']}}}")
    return text, makers


def disguised(rng, plain):
    """A demo function under another name; "_" says which and how its parameters are called."""
    spec = DISGUISES[plain["function"]["name"]]
    tool, rename = guise(rng, spec, plain)
    tool["_"] = {"demo": plain["function"]["name"], "rename": rename, "required": [], "slots": {}}
    return tool


def near(rng, count):
    """Everyday tools of which several are of one domain."""
    domain = rng.choice(EVERYDAY)["domain"]
    same = [s for s in EVERYDAY if s["domain"] == domain]
    specs = rng.sample(same, min(len(same), count, rng.randint(1, 4)))
    specs += rng.sample([s for s in EVERYDAY if s not in specs], max(0, count - len(specs)))
    return [everyday(rng, s) for s in specs]

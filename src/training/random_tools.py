"""Tools that do not exist, composed from verbs, nouns and a pool of parameters, with requests for them.

They make the model read the tool list instead of knowing it by heart.
"""
from lexicon import RICH, RICH_VERBS, VERB_SENSES, gloss, synonym
from phrasing import expand
from values import DAYS, SLOTS, adjective, clock, enum, identifier, integer, name, noun, person, phrase, price, same, several, title
from words import NOUN

VERBS = [
    line.split(":")
    for line in """get:get,show me,tell me,give me|find:find,look for,locate|search:search for,look up|create:create,make,set up,add|add:add,put in,insert
delete:delete,remove,erase|remove:remove,take out,drop|update:update,change,modify,edit|list:list,show me all,show|send:send,deliver|book:book,reserve|cancel:cancel,call off
check:check,look at,verify|calculate:calculate,compute,work out|convert:convert,change|start:start,begin,launch,run|stop:stop,end,halt|open:open,unlock|close:close,shut
play:play,put on|order:order,buy,purchase|track:track,follow,monitor|schedule:schedule,plan|generate:generate,produce|analyze:analyze,examine,inspect|compare:compare
recommend:recommend,suggest|rate:rate,score,grade|export:export,save|import:import,load|share:share,pass on|validate:validate,verify|rename:rename,relabel|archive:archive,store
approve:approve,accept,confirm|reject:reject,decline|assign:assign,allocate|measure:measure,gauge|publish:publish,release,post|print:print|sort:sort,arrange|repair:repair,mend
register:register,sign up,enroll|fetch:fetch,retrieve,pull up|estimate:estimate,approximate|rent:rent,hire|merge:merge,combine|clean:clean,tidy|summarize:summarize,sum up""".replace("\n", "|").split("|")
]
COLOURS = same(lambda r: r.choice("red blue green black white yellow orange purple silver gold pink brown".split()))
DATE = same(lambda r: r.choice(["tomorrow", "today", r.choice(DAYS), "next " + r.choice(DAYS), f"2026-{r.randint(1, 12):02}-{r.randint(1, 28):02}", f"May {r.randint(1, 28)}"]))
# names | maker, JSON type | descriptions | ways to say it
POOL = [
    ("location|city|place|destination", SLOTS["city"], "string", "City name,The city,Where it should happen,Location to use", "in {},for {},near {}"),
    ("date|day|start_date", DATE, "string", "The date,Date of the event,Day to use", "for {},on {}"),
    ("time|start_time", same(clock), "string", "Time of day,The time,Start time", "at {},starting at {}"),
    ("name|person|customer|contact", same(person), "string", "Name of the person,Full name,Customer name", "for {},under the name {},belonging to {}"),
    ("id|item_id|record_id|reference|ticket_id", identifier("REF"), "string", "Identifier,Unique id,The reference number", "with id {},number {},with the reference {}"),
    ("query|topic|keyword|subject|text", same(phrase), "string", "Search terms,The topic,What it is about,Free text", "about {},related to {}"),
    ("title|label|heading", same(title), "string", "The title,A short title,Label", "called {},titled {}"),
    ("limit|max_results|count|quantity", integer(1, 100), "integer", "How many,Maximum number of results,Quantity", "limited to {},up to {},with a maximum of {}"),
    ("price|budget|max_price|cost", price, "number", "Price limit,Budget,Maximum price", "under {},for at most {},with a budget of {}"),
    ("duration|minutes|length", integer(5, 240), "integer", "Length in minutes,Duration in minutes", "for {} minutes,lasting {} minutes"),
    ("priority|urgency", enum(low="low", medium="medium", high="high"), "string", "Priority level,How urgent it is", "with {} priority,as {} priority"),
    ("format|output", enum(pdf="pdf|PDF", csv="csv|CSV", json="json|JSON", html="html|HTML"), "string", "Output format,File format", "as {},in {} format,as a {} file"),
    ("size", enum(small="small", medium="medium", large="large"), "string", "The size,Size to use", "in size {},size {}"),
    ("color|colour", COLOURS, "string", "The colour,Color to use", "in {},colored {}"),
    ("language", same(lambda r: r.choice("English,French,German,Spanish,Italian,Polish,Dutch,Japanese,Korean,Arabic".split(","))), "string", "Language to use,The language", "in {},using {}"),
    ("tags|labels|items", several(noun, 1, 3), "array", "The tags,Items to use,Labels", "tagged {},with the labels {},with {}"),
    ("code|pin|key", same(lambda r: SLOTS["code"](r)[0]), "string", "Code to use,Secret code", "with the code {},using the code {}"),
    ("owner|manager|author", same(lambda r: name(r)), "string", "Who owns it,The author,Person in charge", "by {},owned by {}"),
    ("reason|comment|note", same(phrase), "string", "Reason,Comment,Short note", "because of {},with the note {}"),
    ("percent|rate|level", integer(1, 100), "integer", "Percentage,Level from 1 to 100", "at {} percent,at level {}"),
]


def plain_noun(rng):
    return rng.choice(NOUN[rng.evaluation])


def schema(kind, maker, description, rng):
    out = {"type": kind}
    if kind == "array":
        out["items"] = {"type": "string"}
    out["description"] = description
    values = getattr(maker, "values", None)
    if values:
        out = {"type": kind, "enum": values, "description": description}
    return out


def verb_of(rng):
    """(the verb in the name, [what people say])"""
    if rng.chance(0.2):
        verb = rng.choice(RICH_VERBS[rng.evaluation])
        return verb, [verb, *VERB_SENSES[verb][0]]
    verb, said = rng.choice(VERBS)
    return verb, said.split(",")


def things_of(rng):
    one = lambda: rng.choice(RICH[rng.evaluation]) if rng.chance(0.65) else plain_noun(rng)
    return [one()] + ([one()] if rng.chance(0.35) else [])


def random_tool(rng, verb=None, thing=None):
    """A tool in OpenAI form plus, under "_", how to ask for it. Name, description and request say it differently."""
    verb, said = verb or verb_of(rng)
    thing = thing or things_of(rng)
    name_ = "_".join([verb] + thing if rng.chance(0.8) else thing + [verb])
    if rng.chance(0.12):
        name_ = verb + "".join(t.capitalize() for t in thing)
    props, required, slots = {}, [], {}
    pool = rng.sample(POOL, rng.choice([0, 1, 1, 2, 2, 3, 3, 4]))
    for names, maker, kind, descriptions, ways in pool:
        key = rng.choice(names.split("|"))
        if rng.chance(0.2):
            key = f"{thing[-1]}_{key}"
        description = rng.choice(descriptions.split(","))
        if rng.chance(0.3):
            description += f" of the {thing[-1]}"
        props[key] = schema(kind, maker, description, rng)
        slots[key] = (maker, ways.split(","))
        if rng.chance(0.6):
            required.append(key)
    words = " ".join(synonym(rng, t, 0.25) for t in thing)
    forms = ["{V} a {n}.", "{V} the {n}.", "{V} {n}s", "{V} a {a} {n}.", "{V} the {n} of a {m}.", "Used to {v} the {n}", "{V}s {n}s of the user", "{n}: {v} it"]
    description = rng.choice(forms).format(V=(v := rng.choice([verb, *said])).capitalize(), v=v, n=words, a=adjective(rng), m=noun(rng))
    if gloss(thing[-1]) and rng.chance(0.3):
        description = rng.choice(["{d} ({g})", "{d}: {g}", "{v} {g}"]).format(d=description.rstrip("."), g=gloss(thing[-1]), v=v.capitalize())
    parameters = {"type": "object", "properties": props} | ({"required": required} if required else {})
    tool = {"type": "function", "function": {"name": name_, "description": description, "parameters": parameters}}
    tool["_"] = {"said": said, "thing": thing, "slots": slots, "required": required, "missing": [], "verb": verb}
    return tool


COMMON = {False: NOUN[False][:600], True: NOUN[True][:100]}
DRILLED = [("string", same(noun)), ("string", same(noun)), ("string", same(phrase)), ("string", same(name)), ("string", SLOTS["city"]), ("string", identifier("REF")),
           ("string", DATE), ("integer", integer(1, 100)), ("string", COLOURS)]


def drill_tool(rng):
    """A tool whose name, description and parameters mean nothing: it can only be found and filled in by reading.

    Requests repeat words of its name or of its description, and name the parameters.
    """
    words = rng.sample(COMMON[rng.evaluation], 9)
    name_, about = words[: rng.choice([1, 2, 2, 3])], words[3 : 3 + rng.choice([2, 2, 3, 4])]
    props, slots, required = {}, {}, []
    for i in range(rng.choice([0, 1, 1, 1, 2, 2, 3])):
        key = "_".join(words[7 : 9] if i == 0 and rng.chance(0.2) else rng.sample(COMMON[rng.evaluation], 1))
        type_, maker = rng.choice(DRILLED)
        said = rng.choice(COMMON[rng.evaluation]) if rng.chance(0.4) else key.replace("_", " ")
        props[key] = schema(type_, maker, rng.choice(["The {}", "{}", "{} to use", "Which {}"]).format(said).capitalize(), rng)
        slots[key] = (maker, [w.replace("W", said if rng.chance(0.6) else key.replace("_", " ")) for w in ("W {}", "with W {}", "W: {}", "the W is {}", "W = {}", "for the W {}")])
        if rng.chance(0.8):
            required.append(key)
    description = rng.choice(["{}", "{}.", "For {}", "The {}", "About {}."]).format(" ".join(about)).capitalize()
    parameters = {"type": "object", "properties": props} | ({"required": required} if required else {})
    tool = {"type": "function", "function": {"name": "_".join(name_), "description": description, "parameters": parameters}}
    acts = [" ".join(name_), "call " + " ".join(name_), " ".join(about), "the " + " ".join(about), "I need the " + " ".join(about), " ".join(reversed(about)), about[0] + " and " + about[-1], " ".join(about[:2]), " ".join(about[-2:])]
    tool["_"] = {"acts": acts, "slots": slots, "required": required, "missing": []}
    return tool


def siblings(rng, count):
    """Tools that are near misses of each other: one noun with several verbs, or one verb with several nouns."""
    first = random_tool(rng)
    tools, names = [first], {first["function"]["name"]}
    for _ in range(count - 1):
        same = rng.random()
        tool = random_tool(rng, thing=first["_"]["thing"]) if same < 0.45 else random_tool(rng, verb=(first["_"]["verb"], first["_"]["said"])) if same < 0.75 else random_tool(rng)
        if tool["function"]["name"] not in names and not (tool["_"]["thing"] == first["_"]["thing"] and set(tool["_"]["said"]) & set(first["_"]["said"])):
            tools.append(tool)
            names.add(tool["function"]["name"])
    return tools


def request(rng, tool, without=()):
    """A template for one use of a random tool, and its slots; `without` leaves parameters out."""
    how = tool["_"]
    keys = [k for k in how["slots"] if k not in without and (k in how["required"] or rng.chance(0.5))]
    rng.shuffle(keys)
    slots = {f"slot_{chr(97 + i)}": how["slots"][k][0] for i, k in enumerate(keys)}
    parts = []
    for i, key in enumerate(keys):
        way = rng.choice(how["slots"][key][1])
        if rng.chance(0.2):
            way = rng.choice(["with {w} {{}}", "{w}: {{}}", "the {w} is {{}}", "using {w} {{}}"]).format(w=key.replace("_", " "))
        parts.append(way.replace("{}", f"{{slot_{chr(97 + i)}>{key}}}"))
    if "acts" in how:
        return expand(rng, rng.choice(how["acts"]) + (rng.choice([" ", ", "]) + rng.choice([" ", ", ", " and "]).join(parts) if parts else "")), slots
    article = rng.choice(["the ", "a ", "my ", "", "the "])
    act = (how["verb"] if rng.chance(0.5) else rng.choice(how["said"])) + " " + article + " ".join(synonym(rng, t, 0.25) for t in how["thing"])
    lead = rng.choice(["", "", "", "=I need to ", "=I want to ", "=I'd like to ", "=Can you ", "=We should ", "=Time to "])
    text = lead + act + (" " + rng.choice([" ", " ", ", "]).join(parts) if parts else "")
    return expand(rng, text.replace(" ,", ",")), slots

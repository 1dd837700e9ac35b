"""Tools that no training run has seen, whole: their names, descriptions, parameters and the ways to ask for them.

    tool: description | parameter type [enum values] * required: description ; ...
    > template            (the notation of templates/, {slot>parameter})

Used by make_cases.py only. Nothing in training may draw on this file.
"""
from phrasing import ordered, dress, expand, fill
from values import SLOTS, city, clock, enum, integer, name, noun, person, phrase, same, title

TOOLS = """
send_email: Send an email to somebody. | recipient string * Who gets it; subject string * What it is about
> send an email to {person>recipient} about {phrase>subject}
> email {person>recipient} about {phrase>subject}
> =I have to write to {person>recipient} concerning {phrase>subject}, send it by email
> =Mail to {person>recipient}, subject {phrase>subject}
convert_currency: Convert an amount of money to another currency. | amount number * How much; from_currency string * Currency to convert; to_currency string * Currency wanted
> convert {amount} {currency_a>from_currency} to {currency_b>to_currency}
> change {amount} {currency_a>from_currency} into {currency_b>to_currency}
> =How much is {amount} {currency_a>from_currency} in {currency_b>to_currency}?
> =What are {amount} {currency_a>from_currency} worth in {currency_b>to_currency}?
translate_text: Translate a text. | text string * The text; target_language string * Language to translate to
> translate {phrase>text} to {language>target_language}
> translate {phrase>text} into {language>target_language}
> =How do you say {phrase>text} in {language>target_language}?
> =What is {phrase>text} in {language>target_language}?
play_music: Play music by an artist. | artist string * Who plays; volume integer Volume from 0 to 100
> play something by {name>artist} [at volume {percent>volume}]
> put on music by {name>artist}
> =I want to listen to {name>artist} [at volume {percent>volume}]
> =Some {name>artist} please
find_flight: Search for flights. | origin string * City of departure; destination string * City of arrival; date string * Day of the flight
> find a flight from {city>origin} to {town>destination} {when>date}
> search flights from {city>origin} to {town>destination} {when>date}
> =I want to fly from {city>origin} to {town>destination} {when>date}
> =Are there flights from {city>origin} to {town>destination} {when>date}?
reserve_table: Reserve a table in a restaurant. | restaurant string * Name of the restaurant; guests integer * Number of people; time string * When
> reserve a table at {place>restaurant} for {guests} people {when>time}
> book a table for {guests} at {place>restaurant} {when>time}
> =We are {guests} people and want to eat at {place>restaurant} {when>time}
> =Table for {guests} at {place>restaurant}, {when>time}
set_thermostat: Set the temperature of a room. | room string * The room; degrees integer * Target temperature
> set the {room} to {degrees} degrees
> heat the {room} to {degrees} degrees
> =I want {degrees} degrees in the {room}
> =Make it {degrees} degrees in the {room}
start_timer: Start a kitchen timer. | minutes integer * How long in minutes; label string What the timer is for
> start a timer for {minutes} minutes [for the {noun>label}]
> set a {minutes} minute timer
> =Timer: {minutes} minutes [, {noun>label}]
> =I need a timer of {minutes} minutes
calculate_route: Calculate a route between two places. | start string * Where it begins; end string * Where it ends; mode string [car,bike,train] How to travel
> calculate the route from {city>start} to {town>end} [by {mode}]
> =How do I get from {city>start} to {town>end} [by {mode}]?
> show me the way from {city>start} to {town>end} [by {mode}]
> =Directions from {city>start} to {town>end}
define_word: Look up the meaning of a word. | word string * The word
> define {noun>word}
> look up the word {noun>word}
> =What does {noun>word} mean?
> =What is the meaning of {noun>word}?
get_stock_price: Get the price of a share. | company string * Name of the company
> get the stock price of {name>company}
> =How much is a share of {name>company}?
> =What's {name>company} trading at?
> check the shares of {name>company}
create_invoice: Create an invoice for a customer. | customer string * Who pays; amount number * Sum of the invoice; description string What it is for
> create an invoice for {person>customer} over {amount} [for {phrase>description}]
> bill {person>customer} {amount} [for {phrase>description}]
> =Invoice {person>customer} for {amount}
> write an invoice of {amount} to {person>customer}
rename_file: Rename a file. | old_name string * Present name; new_name string * New name
> rename {file_a>old_name} to {file_b>new_name}
> rename the file {file_a>old_name} to {file_b>new_name}
> =The file {file_a>old_name} should be called {file_b>new_name}
> change the name of {file_a>old_name} to {file_b>new_name}
assign_task: Assign a task to a member of the team. | task string * What to do; assignee string * Who does it; priority string [low,medium,high] How urgent it is
> assign {text>task} to {name>assignee} [with {priority} priority]
> give {name>assignee} the task to {text>task}
> =New task for {name>assignee}: {text>task} [, priority {priority}]
> =Let {name>assignee} {text>task}
log_workout: Log a workout. | activity string [running,swimming,cycling,yoga] * Kind of sport; minutes integer * Duration in minutes; distance_km number Distance in kilometres
> log {minutes} minutes of {activity} [over {distance>distance_km} km]
> =I did {minutes} minutes of {activity} [, {distance>distance_km} km]
> =Workout: {activity}, {minutes} minutes
> record a workout of {minutes} minutes {activity}
add_to_cart: Put an item into the shopping cart. | item string * The item; quantity integer How many
> add {quantity} {goods>item} to my cart
> put {goods>item} in the cart
> =I'll take {quantity} {goods>item}, add them to the cart
> add {goods>item} to the shopping cart
turn_on_light: Turn on a light. | room string * The room; brightness integer Brightness in percent; colour string Colour of the light
> turn on the light in the {room} [at {percent>brightness} percent]
> =Lights on in the {room} [, {colour}]
> switch the {room} light on [at {percent>brightness} percent]
> =It's dark in the {room}, turn on the light
find_recipe: Find a recipe. | dish string * The dish; diet string [vegan,vegetarian,gluten-free] Diet to follow
> find a [{diet}] recipe for {noun>dish}
> =How do I cook {noun>dish}? [It should be {diet}]
> =I want to cook {noun>dish}, find a recipe
> show me a {diet} recipe for {noun>dish}
report_bug: Report a bug in a program. | program string * The program; summary string * What goes wrong; severity string [minor,major,critical] How bad it is
> report a [{severity}] bug in {name>program}: {phrase>summary}
> =There is a bug in {name>program}: {phrase>summary} [, {severity}]
> file a bug against {name>program}, summary {phrase>summary}
> =Bug in {name>program}: {phrase>summary}
book_room: Book a meeting room. | room string * Name of the room; start string * When it begins; people integer Number of participants
> book the room {title>room} {when>start} [for {guests>people} people]
> =I need the meeting room {title>room} {when>start}
> reserve room {title>room} {when>start} [for {guests>people}]
> =Is room {title>room} free {when>start}? Book it
cancel_subscription: Cancel a subscription. | service string * Name of the service; reason string Why
> cancel my subscription to {name>service} [because of {phrase>reason}]
> =I don't want {name>service} any more, cancel the subscription
> end my {name>service} subscription
> unsubscribe me from {name>service}
get_exam_results: Get the exam results of a student. | student_id string * Identifier of the student; year integer Year of the exam
> get the exam results of student {identifier>student_id} [for {year}]
> =What did student {identifier>student_id} get in the exam [in {year}]?
> show the results of {identifier>student_id} [in {year}]
> =Exam results for {identifier>student_id}
water_plants: Water the plants of an area. | area string * Which area; litres number * Amount of water
> water the {noun>area} with {litres} litres
> give the {noun>area} {litres} litres of water
> =The {noun>area} needs {litres} litres of water
> =Use {litres} litres on the {noun>area}
track_parcel: Track a parcel of a delivery service. | tracking_number string * Number on the slip; carrier string Delivery service
> track the parcel {identifier>tracking_number} [sent with {name>carrier}]
> =Where is the parcel {identifier>tracking_number}?
> follow parcel {identifier>tracking_number} [of {name>carrier}]
> =Parcel {identifier>tracking_number}, where is it?
get_population: Get the number of inhabitants of a country or city. | place string * Country or city; year integer Year of the census
> =How many people live in {city>place} [in {year}]?
> =What's the population of {city>place}?
> get the population of {city>place} [for {year}]
> tell me how many inhabitants {city>place} has
"""
CURRENCIES = "dollars,euros,pounds,yen,francs,rupees,kroner,pesos".split(",")
EXTRA = {
    "person": same(lambda r: person(r)), "phrase": same(phrase), "noun": same(noun), "name": same(name), "title": same(title), "town": same(city),
    "amount": integer(2, 5000, 0.1), "currency_a": same(lambda r: r.choice(CURRENCIES[:4])), "currency_b": same(lambda r: r.choice(CURRENCIES[4:])),
    "language": same(lambda r: r.choice("French German Spanish Italian Polish Dutch Japanese Korean Arabic Finnish".split())),
    "percent": integer(1, 100, 0.1), "guests": integer(2, 12), "room": same(lambda r: r.choice("kitchen,bedroom,living room,bathroom,office,hallway,cellar".split(","))),
    "degrees": integer(15, 26, 0), "minutes": integer(2, 120), "place": same(lambda r: r.choice([title, name])(r)),
    "mode": enum(car="car", bike="bike", train="train"), "activity": enum(running="running", swimming="swimming", cycling="cycling", yoga="yoga"),
    "distance": lambda r: (lambda n: (str(n), n))(round(r.uniform(1, 40), 1)), "quantity": integer(2, 20), "goods": SLOTS["category"],
    "colour": same(lambda r: r.choice("red green blue white yellow violet".split())), "priority": enum(low="low", medium="medium", high="high"),
    "diet": enum(**{"vegan": "vegan", "vegetarian": "vegetarian", "gluten-free": "gluten-free"}), "severity": enum(minor="minor", major="major", critical="critical"),
    "file_a": same(lambda r: noun(r) + r.choice([".txt", ".pdf", ".csv"])), "file_b": same(lambda r: f"{noun(r)}-{r.randint(1, 99)}" + r.choice([".txt", ".doc"])),
    "identifier": same(lambda r: r.choice(["S-", "X", "PK"]) + str(r.randint(1000, 99999))), "year": integer(1990, 2026, 0), "litres": integer(1, 30),
}


def parameter(text):
    """`key type [enum] * description` -> (key, schema, is required)"""
    key, kind, rest = text.split(" ", 2)
    schema = {"type": kind}
    if rest.startswith("["):
        values, rest = rest[1:].split("]", 1)
        schema["enum"] = values.split(",")
    schema["description"] = rest.strip().lstrip("*").strip()
    return key, schema, rest.strip().startswith("*")


def read():
    """[(tool in OpenAI form, templates)]"""
    found = []
    for line in TOOLS.strip().splitlines():
        if line.startswith("> "):
            found[-1][1].append(line[2:])
            continue
        function, rest = line.split(": ", 1)
        description, parameters = rest.split(" | ")
        read_ = [parameter(p.strip()) for p in parameters.split(";")]
        schema = {"type": "object", "properties": {k: s for k, s, _ in read_}, "required": [k for k, _, needed in read_ if needed]}
        found.append(({"type": "function", "function": {"name": function, "description": description, "parameters": schema}}, []))
    return found


UNSEEN = read()


def ask(rng, tool, templates):
    message, arguments = fill(rng, dress(rng, expand(rng, rng.choice(templates))), SLOTS | EXTRA)
    return message, ordered(tool, arguments)

package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The string keywords of a schema → the strings that they allow, as an automaton. */
final class StringLanguage {
    private static final String DAY = "(?:(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
            + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])))"
            + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
    private static final String TIME =
            "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?" + "(?:Z|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private static final String HOST = LABEL + "(?:\\." + LABEL + "){0,5}";
    private static final String IN_PATH = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    /** Validators know the domains that exist: the common ones and the countries'. */
    private static final String TOP_LEVEL = "com|org|net|edu|gov|mil|int|info|biz|name|pro|dev|app|eu|uk|"
            + String.join("|", Locale.getISOCountries())
                    .replaceAll("\\|(UM|BL|MF|BQ|EH)", "") // codes without a domain
                    .toLowerCase(Locale.ROOT);

    /** Formats by RFC 3339, 5321 (the common part), 9562, 3986 and 2673, as patterns. */
    private static final Map<String, String> FORMATS = Map.of(
            "date", "^" + DAY + "$",
            "time", "^" + TIME + "$",
            "date-time", "^" + DAY + "T" + TIME + "$",
            "email",
                    "^[A-Za-z0-9_+-]{1,30}(?:\\.[A-Za-z0-9_+-]{1,16}){0,2}@" + LABEL + "(?:\\." + LABEL + "){0,3}\\.(?:"
                            + TOP_LEVEL + ")$",
            "uuid", "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            "uri",
                    "^[A-Za-z][A-Za-z0-9+.-]*:(?://" + HOST + "(?::[0-9]{1,4})?(?:/" + IN_PATH + "*)*|" + IN_PATH
                            + "+(?:/" + IN_PATH + "*)*)(?:\\?(?:" + IN_PATH + "|[/?])*)?(?:#(?:" + IN_PATH
                            + "|[/?])*)?$",
            "hostname", "^" + HOST + "$",
            "ipv4", "^" + OCTET + "(?:\\." + OCTET + "){3}$");

    /** Each found out once: they are the same in all schemas. */
    private static final Map<String, Explored> EXPLORED = new ConcurrentHashMap<>();

    private StringLanguage() {}

    static ByteAutomaton of(Limits limits) {
        ObjectNode schema = limits.schema();
        int shortest = limits.least("minLength", Limits.MOST_LENGTH);
        int longest = limits.most("maxLength");
        ByteAutomaton language =
                shortest <= 0 && longest == Integer.MAX_VALUE ? JsonString.ANY : new BoundedString(shortest, longest);
        for (String pattern : texts(schema.path("pattern"))) {
            language = limits.narrowed(
                    language,
                    "pattern",
                    () -> Regex.compile(pattern, limits.keywords().budget()));
        }
        for (String format : texts(schema.path("format"))) {
            String pattern = FORMATS.getOrDefault(format, "");
            if (pattern.isEmpty()) {
                limits.keywords()
                        .open("format", limits.pointer(), "the format '" + format + "' is none of " + FORMATS.keySet());
            } else {
                language = limits.narrowed(
                        language, "format", () -> EXPLORED.computeIfAbsent(format, _ -> explored(pattern)));
            }
        }
        return language;
    }

    private static Explored explored(String pattern) {
        var budget = new Budget();
        return Explored.of(Regex.compile(pattern, budget), budget);
    }

    private static List<String> texts(JsonNode oneOrMore) {
        List<String> texts = new ArrayList<>();
        if (oneOrMore.isTextual()) {
            texts.add(oneOrMore.asText());
        }
        oneOrMore.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}

package dev.caduceus.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prose up to and with a trigger; thoughts in it are read over, and no trigger fires in them. It follows the parser's
 * rules of what opens a thought, so that both see the same calls: a tag that is an added token always does, one that
 * is spelt out does at the beginning of a line, and elsewhere unless what follows it reads like a mention of the tag.
 *
 * <p>Every tag begins with {@code <} and holds no other, so that after a mismatch only the symbol at hand can begin one.
 */
final class FreeText implements ByteAutomaton {
    private static final List<String> THOUGHTS = List.of("think", "scratch_pad");

    /** What follows a thought's tag that is only named, in UTF-8. */
    private static final List<byte[]> NAMED = " \t.,;:!?)]}'\"`*…”’»"
            .chars()
            .mapToObj(c -> Character.toString(c).getBytes(StandardCharsets.UTF_8))
            .toList();

    @SuppressWarnings("ArrayRecordComponent") // a tag; nobody compares two
    private record Tag(int[] symbols, Effect effect, int thought) {}

    private enum Effect {
        TRIGGERS,
        /** Another grammar's trigger: not to be written here. */
        FORBIDDEN,
        OPENS
    }

    private enum Stage {
        PROSE,
        NAMED,
        THOUGHT,
        DONE
    }

    /**
     * @param held symbols that may become a tag, or a character behind a tag
     * @param lineBlank whether only white space stands before in this line
     * @param thought which one is open, or may be
     */
    private record Place(Stage stage, List<Integer> held, boolean lineBlank, int thought) {
        static final Place BEGIN = new Place(Stage.PROSE, List.of(), true, 0);
        static final Place END = new Place(Stage.DONE, List.of(), true, 0);

        Place hold(int symbol) {
            var more = new ArrayList<>(held);
            more.add(symbol);
            return new Place(stage, List.copyOf(more), lineBlank, thought);
        }
    }

    private final List<Tag> tags = new ArrayList<>();
    private final List<int[]> closes = new ArrayList<>();
    private final Numbering<Place> places = new Numbering<>();

    /**
     * @param triggers those that end the text
     * @param forbidden those that may not be written
     */
    FreeText(Vocabulary vocabulary, List<String> triggers, List<String> forbidden) {
        triggers.forEach(tag -> tags.add(new Tag(vocabulary.tag(tag), Effect.TRIGGERS, 0)));
        forbidden.forEach(tag -> tags.add(new Tag(vocabulary.tag(tag), Effect.FORBIDDEN, 0)));
        for (int i = 0; i < THOUGHTS.size(); i++) {
            tags.add(new Tag(vocabulary.tag("<" + THOUGHTS.get(i) + ">"), Effect.OPENS, i));
            closes.add(vocabulary.tag("</" + THOUGHTS.get(i) + ">"));
        }
        places.number(Place.BEGIN);
    }

    private record Key(List<String> triggers, List<String> forbidden) {}

    /** Free text that ends with one of {@code triggers} or at any place; shared by the vocabulary's grammars. */
    static Rule.Terminal terminal(Vocabulary vocabulary, List<String> triggers, List<String> forbidden) {
        return vocabulary.shared(
                new Key(triggers, forbidden),
                () -> new Dfa(new FreeText(vocabulary, triggers, forbidden), vocabulary.symbols(), true));
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public boolean accepting(int state) {
        return places.get(state).stage() == Stage.DONE;
    }

    @Override
    public int next(int state, int symbol) {
        Place place = places.get(state);
        return switch (place.stage()) {
            case PROSE -> prose(place, symbol);
            case NAMED -> named(place, symbol);
            case THOUGHT -> places.number(thought(place, symbol));
            case DONE -> DEAD;
        };
    }

    private int prose(Place place, int symbol) {
        Place longer = place.hold(symbol);
        boolean partial = false;
        for (Tag tag : tags) {
            if (starts(tag.symbols(), longer.held())) {
                if (tag.symbols().length == longer.held().size()) {
                    return meet(tag, place);
                }
                partial = true;
            }
        }
        if (partial) {
            return places.number(longer);
        }
        if (!place.held().isEmpty()) {
            return prose(new Place(Stage.PROSE, List.of(), false, 0), symbol);
        }
        boolean blank = symbol == '\n' || (place.lineBlank() && isSpace(symbol));
        return places.number(new Place(Stage.PROSE, List.of(), blank, 0));
    }

    private int meet(Tag tag, Place before) {
        boolean opens = before.lineBlank() || tag.symbols().length == 1;
        return switch (tag.effect()) {
            case TRIGGERS -> places.number(Place.END);
            case FORBIDDEN -> DEAD;
            case OPENS -> places.number(new Place(opens ? Stage.THOUGHT : Stage.NAMED, List.of(), true, tag.thought()));
        };
    }

    private int named(Place place, int symbol) {
        Place longer = place.hold(symbol);
        for (byte[] mark : NAMED) {
            int[] symbols = Symbols.of(new String(mark, StandardCharsets.UTF_8));
            if (starts(symbols, longer.held())) {
                return symbols.length == longer.held().size()
                        ? prose(new Place(Stage.PROSE, List.of(), false, 0), symbol)
                        : places.number(longer);
            }
        }
        Place open = new Place(Stage.THOUGHT, List.of(), true, place.thought());
        for (int read : longer.held()) {
            open = thought(open, read);
        }
        return places.number(open);
    }

    private Place thought(Place place, int symbol) {
        int[] close = closes.get(place.thought());
        Place longer = place.hold(symbol);
        if (starts(close, longer.held())) {
            return close.length == longer.held().size() ? Place.BEGIN : longer;
        }
        Place open = new Place(Stage.THOUGHT, List.of(), true, place.thought());
        return place.held().isEmpty() ? open : thought(open, symbol);
    }

    private static boolean starts(int[] tag, List<Integer> held) {
        return held.size() <= tag.length
                && Arrays.equals(
                        tag,
                        0,
                        held.size(),
                        held.stream().mapToInt(symbol -> symbol).toArray(),
                        0,
                        held.size());
    }

    private static boolean isSpace(int symbol) {
        return symbol < 0x80 && Character.isWhitespace((char) symbol);
    }
}

package dev.caduceus.grammar;

import dev.caduceus.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A model's tokens as a grammar sees them: bytes, added tokens, and those that end a reply. Built once a model: about
 * a second for 128,000 tokens. Safe for many threads.
 */
public final class Vocabulary {
    private final Tokenizer tokenizer;
    private final TokenTrie trie;
    /** Shape [ids][symbols]. */
    private final short[][] spellings;
    /** The symbol of each added token, by its text. */
    private final Map<String, Integer> markers = new HashMap<>();

    private final List<Integer> markerIds = new ArrayList<>();
    private final Set<Integer> stopIds;
    private final boolean prefixesSpaces;
    private final int[] stops;
    private final int writable;

    /** Terminals that grammars have in common; what they learn, all of them know. Locked by this object. */
    private final Map<Object, Rule.Terminal> shared = new HashMap<>();

    /** Texts whose ids are remembered: what is forced comes again and again behind the same words. */
    private static final int MOST_ENCODED = 8_192;

    /** Least recently used first. Locked by this object. */
    private final Map<String, int[]> encoded = new LinkedHashMap<>(16, 0.75f, true);

    private Vocabulary(Tokenizer tokenizer, Set<Integer> stopIds) {
        this.tokenizer = tokenizer;
        this.stopIds = Set.copyOf(stopIds);
        stops = new TreeSet<>(stopIds).stream().mapToInt(id -> id).toArray();
        spellings = new short[tokenizer.vocabularySize()][];
        for (int id = 0; id < spellings.length; id++) {
            spellings[id] = spell(id);
        }
        trie = new TokenTrie(spellings);
        writable = (int)
                Arrays.stream(spellings).filter(spelling -> spelling.length > 0).count();
        byte[] letter = bytes(tokenizer.encodePlain("x"));
        prefixesSpaces = letter.length > 1 && letter[0] == ' ';
        Dfa strings = terminal(JsonString.ANY).dfa();
        strings.inside(JsonString.TEXT, this);
    }

    /** @param stopIds the ids that end a reply */
    public static Vocabulary of(Tokenizer tokenizer, Set<Integer> stopIds) {
        return new Vocabulary(tokenizer, stopIds);
    }

    private short[] spell(int id) {
        for (Tokenizer.Piece piece : tokenizer.streamDecoder().push(id)) {
            if (piece.marker()) {
                int symbol = TokenTrie.FIRST_MARKER + markerIds.size();
                markers.put(piece.text(), symbol);
                markerIds.add(id);
                return new short[] {(short) symbol};
            }
        }
        byte[] bytes = tokenizer.bytes(id);
        var symbols = new short[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            symbols[i] = (short) (bytes[i] & 0xFF);
        }
        return symbols;
    }

    byte[] bytes(int[] ids) {
        var bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(tokenizer.bytes(id));
        }
        return bytes.toByteArray();
    }

    /** @return the tokenizer's ids of {@code text}; not to be changed */
    synchronized int[] encode(String text) {
        int[] ids = encoded.computeIfAbsent(text, tokenizer::encodePlain);
        if (encoded.size() > MOST_ENCODED) {
            encoded.remove(encoded.keySet().iterator().next());
        }
        return ids;
    }

    /**
     * The terminal of {@code key}, made once. Only for the few that every grammar has: they are kept for ever. What a
     * vocabulary's grammars share is locked by the vocabulary.
     */
    synchronized Rule.Terminal shared(Object key, Supplier<Dfa> dfa) {
        return shared.computeIfAbsent(key, _ -> new Rule.Terminal(dfa.get()));
    }

    /** A terminal of {@code automaton}: a shared one where it is one of the common languages. */
    Rule.Terminal terminal(ByteAutomaton automaton) {
        return switch (automaton) {
            case JsonString string -> shared(string, () -> new Dfa(string));
            case NumberSyntax number -> shared(number, () -> new Dfa(number));
            default -> Rule.Terminal.of(automaton);
        };
    }

    /** Number of ids: a mask has that many bits. */
    public int size() {
        return spellings.length;
    }

    /** Length of a mask's array. */
    public int words() {
        return (spellings.length + 63) / 64;
    }

    /** Number of ids that have a text. */
    int writable() {
        return writable;
    }

    public Set<Integer> stopIds() {
        return stopIds;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    TokenTrie trie() {
        return trie;
    }

    /** One symbol more than there are: bytes, then added tokens. */
    int symbols() {
        return TokenTrie.FIRST_MARKER + markerIds.size();
    }

    short[] spelling(int id) {
        return id >= 0 && id < spellings.length ? spellings[id] : new short[0];
    }

    boolean startsWithSpace(int id) {
        return spelling(id).length > 0 && spelling(id)[0] == ' ';
    }

    int markerId(int symbol) {
        return markerIds.get(symbol - TokenTrie.FIRST_MARKER);
    }

    /** A tag of a dialect: one symbol where it is an added token, else its bytes. */
    int[] tag(String text) {
        Integer symbol = markers.get(text);
        return symbol != null ? new int[] {symbol} : Symbols.of(text);
    }

    boolean isMarker(String text) {
        return markers.containsKey(text);
    }

    /** Whether the tokenizer puts a space of its own before each stretch of text, which decoding drops again. */
    boolean prefixesSpaces() {
        return prefixesSpaces;
    }

    /** The ids that end a reply, lowest first; not to be changed. */
    int[] stops() {
        return stops;
    }
}

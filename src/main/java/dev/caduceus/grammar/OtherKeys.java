package dev.caduceus.grammar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caduceus.schema.Json;
import java.util.List;

/** Property names that a schema does not declare, spelt in the one way in which names are compared. */
final class OtherKeys implements ByteAutomaton {
    /** A name, or {@code DEAD} where what was read begins no declared one. */
    private record Key(int any, int declared) {}

    private final ByteAutomaton any = Regex.compile("", new Budget());
    private final LiteralSet declared;
    private final Numbering<Key> keys = new Numbering<>();

    OtherKeys(List<String> declared) {
        this.declared = new LiteralSet(declared.stream()
                .map(name -> Json.write(JsonNodeFactory.instance.textNode(name)))
                .toList());
        keys.number(new Key(any.start(), this.declared.start()));
    }

    @Override
    public int start() {
        return 0;
    }

    @Override
    public int next(int state, int symbol) {
        Key key = keys.get(state);
        int next = any.next(key.any(), symbol);
        if (next == DEAD) {
            return DEAD;
        }
        return keys.number(new Key(next, key.declared() == DEAD ? DEAD : declared.next(key.declared(), symbol)));
    }

    @Override
    public boolean accepting(int state) {
        Key key = keys.get(state);
        return any.accepting(key.any()) && (key.declared() == DEAD || !declared.accepting(key.declared()));
    }
}

package dev.caduceus.grounding;

import dev.caduceus.grammar.ByteAutomaton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** Walks an automaton. */
final class Accepted {
    private Accepted() {}

    /** All that it accepts; not for languages without an end. */
    static Set<String> by(ByteAutomaton automaton) {
        Set<String> texts = new TreeSet<>();
        if (automaton.start() != ByteAutomaton.DEAD) {
            collect(automaton, automaton.start(), new byte[0], texts);
        }
        return texts;
    }

    static boolean accepts(ByteAutomaton automaton, String text) {
        int state = automaton.start();
        for (byte symbol : text.getBytes(StandardCharsets.UTF_8)) {
            state = state == ByteAutomaton.DEAD ? state : automaton.next(state, symbol & 0xFF);
        }
        return state != ByteAutomaton.DEAD && automaton.accepting(state);
    }

    private static void collect(ByteAutomaton automaton, int state, byte[] read, Set<String> texts) {
        if (automaton.accepting(state)) {
            texts.add(new String(read, StandardCharsets.UTF_8));
        }
        for (int symbol = 0; symbol < 256; symbol++) {
            int next = automaton.next(state, symbol);
            if (next != ByteAutomaton.DEAD) {
                var longer = new ByteArrayOutputStream();
                longer.writeBytes(read);
                longer.write(symbol);
                collect(automaton, next, longer.toByteArray(), texts);
            }
        }
    }
}

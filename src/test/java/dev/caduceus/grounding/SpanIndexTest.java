package dev.caduceus.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.caduceus.grammar.ByteAutomaton;
import dev.caduceus.schema.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanIndexTest {
    private static final List<String> PIECES = List.of(
            "order",
            "ORD",
            "a",
            "an",
            "1",
            "10",
            "-",
            " ",
            "  ",
            "\n",
            "\t",
            "\"",
            "\\",
            "\u0001",
            ",",
            ".",
            "é",
            "e\u0301",
            "東京",
            "駅",
            "👩\u200D🔬",
            "ß",
            "\u00A0",
            "'",
            "}",
            "\uD800",
            "/",
            "#");

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_automaton_accepts_what_the_naive_list_of_all_spans_holds(int seed) {
        Random random = new Random(seed);
        List<String> texts =
                Stream.generate(() -> text(random, 12)).limit(random.nextInt(4)).toList();
        var collected = new SpanTexts(10_000);
        texts.forEach(collected::addWords);
        Set<String> naive = new TreeSet<>();
        texts.forEach(text -> naive.addAll(spans(text)));
        assertThat(Accepted.by(collected.index().strings())).isEqualTo(naive);
    }

    /** Every pair of boundaries, no blank at either end, written as JSON; none with half a character. */
    private static List<String> spans(String text) {
        List<String> spans = new ArrayList<>();
        for (int start = 0; start < text.length(); start++) {
            for (int end = start + 1; end <= text.length(); end++) {
                String span = text.substring(start, end);
                boolean words = WordBoundaries.at(text, start) && WordBoundaries.at(text, end);
                boolean blank = isBlank(span.codePointAt(0)) || isBlank(span.codePointBefore(span.length()));
                if (words && !blank && StandardCharsets.UTF_8.newEncoder().canEncode(span)) {
                    spans.add(Json.write(TextNode.valueOf(span)));
                }
            }
        }
        return spans;
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static String text(Random random, int pieces) {
        var text = new StringBuilder();
        for (int i = random.nextInt(pieces); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @Test
    void a_span_begins_and_ends_with_words_as_they_were_written() {
        ByteAutomaton spans = spansOf("Where is my order ORD-1001? It's \"late\".");
        assertThat(Stream.of("ORD-1001", "order ORD-1001", "ORD", "1001", "It's", "my", "\\\"late\\\"", "ORD-1001?"))
                .allMatch(span -> Accepted.accepts(spans, '"' + span + '"'));
        assertThat(Stream.of("ORD-100", "RD-1001", "ord-1001", "ORD-1002", "", " ", "order ", "is order", "\"late\""))
                .noneMatch(span -> Accepted.accepts(spans, '"' + span + '"'));
    }

    @Test
    void no_span_reaches_from_one_text_into_the_next() {
        var texts = new SpanTexts(1000);
        texts.addWords("order");
        texts.addWords("number");
        ByteAutomaton spans = texts.index().strings();
        assertThat(Accepted.by(spans)).containsExactly("\"number\"", "\"order\"");
    }

    @Test
    void nothing_said_means_nothing_to_copy() {
        assertThat(spansOf("").start()).isEqualTo(ByteAutomaton.DEAD);
        assertThat(spansOf(" \n\t").start()).isEqualTo(ByteAutomaton.DEAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a ", "ab ", "\"", "\\", "\u0001", "\\\" ", "東", "e\u0301", "🔬 ", "order 1 "})
    void a_hostile_text_of_100_kilobytes_costs_no_more_than_an_honest_one(String piece) {
        String text = piece.repeat(100_000 / piece.length());
        ByteAutomaton spans = spansOf(text);
        int state = spans.start();
        for (int step = 0; step < 10_000 && state != ByteAutomaton.DEAD; step++) {
            state = longest(spans, state);
        }
        assertThat(state).as("a span ends").isEqualTo(ByteAutomaton.DEAD);
    }

    /** The first way on that is not the end. */
    private static int longest(ByteAutomaton automaton, int state) {
        for (int symbol = 255; symbol >= 0; symbol--) {
            int next = automaton.next(state, symbol);
            if (next != ByteAutomaton.DEAD && !automaton.accepting(next)) {
                return next;
            }
        }
        return ByteAutomaton.DEAD;
    }

    private static ByteAutomaton spansOf(String text) {
        var texts = new SpanTexts(200_000);
        texts.addWords(text);
        return texts.index().strings();
    }
}

package dev.caduceus.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.grounding.ConversationGrounding;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mask of grounded arguments against one that remembers nothing: at every step a grammar and a grounding that are new follow
 * the reply from its first token, and try each token of the vocabulary, symbol by symbol.
 */
class GroundedOracleTest {
    private static final List<ToolDefinition> TOOLS = List.of(Embedded.tool("order", """
            {"type": "object", "properties": {
              "id": {"type": "string", "x-grounded": true},
              "names": {"type": "array", "items": {"type": "string"}, "x-grounded": true, "maxItems": 3},
              "count": {"type": "integer", "minimum": 2, "x-grounded": true},
              "note": {"type": "string", "maxLength": 9}}, "required": ["id", "count"], "additionalProperties": false}"""), Embedded.tool("price", """
            {"type": "object", "properties": {
              "code": {"type": "string", "pattern": "^[A-Z]{3}-", "x-grounded": true},
              "most": {"type": "number", "x-grounded": true}}, "required": ["code"], "additionalProperties": false}"""));

    private static final List<Message> MESSAGES = List.of(
            new Message.System("ORD-9 is nobody's"),
            new Message.User(
                    "Where are my two orders, ORD-1001 and ORD-1002? They're \"late\", 5\" wide\tand caf\u00e9-brown \ud83d\ude80."),
            new Message.Tool(
                    "c",
                    "order",
                    "{\"content\": {\"id\": \"ABC-7\\\\x\", \"price\": 19.90, \"who\": \"Ann \\\"A.\\\" Lee\"}}"),
            new Message.User("<tool_call>{\"name\": \"order\"}</tool_call> 12 of them"));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void on_every_state_of_a_walk_the_grounded_mask_is_that_of_trying_each_token_from_the_start(long seed) {
        var random = new Random(seed);
        Matcher matcher = matcher();
        var written = new ArrayList<Integer>();
        var bits = new long[Embedded.VOCABULARY.words()];
        while (written.size() < 45 && !matcher.ended()) {
            matcher.mask(bits);
            BitSet fast = BitSet.valueOf(bits);
            assertThat(fast)
                    .as(Embedded.TOKENIZER.decode(
                            written.stream().mapToInt(id -> id).toArray()))
                    .isEqualTo(tried(written));
            int id = RandomWalk.pick(fast, random);
            matcher.accept(id);
            written.add(id);
        }
        assertThat(written).hasSizeGreaterThan(10);
    }

    private static Matcher matcher() {
        return Grammar.of(Embedded.VOCABULARY, Embedded.required(TOOLS))
                .matcher(ConversationGrounding.of(TOOLS, MESSAGES));
    }

    private static BitSet tried(List<Integer> written) {
        Matcher fresh = matcher();
        written.forEach(fresh::accept);
        var mask = new BitSet();
        for (int id = 0; id < Embedded.VOCABULARY.size(); id++) {
            if (fresh.fork().accepts(id)) {
                mask.set(id);
            }
        }
        return mask;
    }
}

package dev.caduceus.api.dev;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caduceus.api.dev.Span.Kind;
import dev.caduceus.conversation.RoundObserver;
import dev.caduceus.schema.Json;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Keeps the last rounds. Safe for many threads. */
@Singleton
@IfBuildProfile("dev")
public final class TurnRecorder implements RoundObserver {
    /** A round is some tens of kilobytes. */
    private static final int KEPT = 40;

    private final Deque<RecordedRound> rounds = new ArrayDeque<>();

    @Override
    public synchronized Ends observe(RoundPrompt prompt, Ends ends) {
        var round = new RecordedRound(prompt, spans(prompt), ends.tokens());
        rounds.addFirst(round);
        if (rounds.size() > KEPT) {
            rounds.removeLast();
        }
        return new Ends(round, round.hearing(ends.events()));
    }

    /** Newest first. */
    public synchronized ArrayNode json() {
        ArrayNode json = Json.MAPPER.createArrayNode();
        rounds.forEach(round -> json.add(round.json()));
        return json;
    }

    private List<Span> spans(RoundPrompt prompt) {
        var spans = new ArrayList<Span>();
        if (prompt.kept() > 0) {
            spans.addAll(kept(prompt));
        }
        spans.addAll(Span.of(prompt.added(), prompt.tokenizer()));
        return spans;
    }

    /** What was in memory is the prompt of an earlier round and what was written then. */
    private List<Span> kept(RoundPrompt prompt) {
        for (RecordedRound before : rounds) {
            int[] read = before.promptIds();
            if (read.length <= prompt.kept() && Arrays.equals(read, 0, read.length, prompt.ids(), 0, read.length)) {
                var spans = new ArrayList<>(before.spans());
                int[] written = Arrays.copyOfRange(prompt.ids(), read.length, prompt.kept());
                spans.add(new Span(Kind.MODEL, prompt.tokenizer().decode(written)));
                return spans;
            }
        }
        int[] kept = Arrays.copyOf(prompt.ids(), prompt.kept());
        return List.of(new Span(Kind.EARLIER, prompt.tokenizer().decode(kept)));
    }
}

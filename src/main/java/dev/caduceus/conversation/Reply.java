package dev.caduceus.conversation;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.OutputDelta;
import dev.caduceus.chat.TokenLogprob;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.engine.WrittenToken;
import dev.caduceus.parser.OutputParser;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads one reply: generated ids → whole characters → what stands before a stop text → events → the message. Not safe for
 * several threads.
 */
final class Reply {
    private final Tokenizer tokenizer;
    private final Tokenizer.StreamDecoder decoder;
    private final OutputParser parser;
    private final Set<Integer> stopTokens;
    private final StopTexts stopTexts;
    private final boolean firstCallEnds;
    private final ReplyParts parts = new ReplyParts();
    private final List<Integer> forced = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private boolean stopTokenMet;
    private boolean enoughCalls;

    Reply(Tokenizer tokenizer, OutputParser parser, Set<Integer> stopTokens, TurnRequest request) {
        this.tokenizer = tokenizer;
        this.decoder = tokenizer.streamDecoder();
        this.parser = parser;
        this.stopTokens = stopTokens;
        this.stopTexts = new StopTexts(request.sampling().stop());
        this.firstCallEnds = !request.parallelToolCalls();
    }

    /** The beginning that was written for the model: part of the reply, but no stop text is looked for in it. */
    List<ChatEvent> force(int[] forcedIds) {
        var deltas = new ArrayList<OutputDelta>();
        for (int id : forcedIds) {
            forced.add(id);
            decoder.push(id).forEach(piece -> deltas.add(delta(piece)));
        }
        return parse(deltas);
    }

    /** What a generated token completes, in order. After the reply has ended, nothing. */
    List<ChatEvent> push(int id) {
        if (ended()) {
            return List.of();
        }
        ids.add(id);
        if (stopTokens.contains(id)) {
            stopTokenMet = true;
            return List.of();
        }
        return parse(beforeStop(decoder.push(id)));
    }

    /** No more tokens: what was held back. */
    List<ChatEvent> finish() {
        if (enoughCalls) {
            return List.of();
        }
        var deltas = new ArrayList<>(beforeStop(decoder.finish()));
        deltas.addAll(stopTexts.finish());
        var events = new ArrayList<>(parse(deltas));
        if (!enoughCalls) {
            events.addAll(take(parser.finish()));
        }
        return events;
    }

    /** True once nothing that the model may still write belongs to the reply. */
    boolean ended() {
        return stopTokenMet || stopTexts.met() || enoughCalls || parser.over();
    }

    /** True where the model closed its turn itself: its ids are the whole reply and nothing but it. */
    boolean closed() {
        return stopTokenMet;
    }

    boolean hasCalls() {
        return parts.hasCalls();
    }

    Message.Assistant message() {
        return parts.message();
    }

    int[] ids() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    String raw() {
        return tokenizer.decode(Stream.concat(forced.stream(), ids.stream())
                .mapToInt(Integer::intValue)
                .toArray());
    }

    /** In the vocabulary's own texts. */
    TokenLogprob logprob(WrittenToken token) {
        List<TokenLogprob> likely = token.likely().stream()
                .map(each -> new TokenLogprob(tokenizer.bytes(each.id()), Math.log(each.probability()), List.of()))
                .toList();
        return likely.isEmpty()
                ? new TokenLogprob(tokenizer.bytes(token.id()), 0, List.of())
                : new TokenLogprob(
                        likely.getFirst().bytes(), likely.getFirst().logprob(), likely.subList(1, likely.size()));
    }

    private List<OutputDelta> beforeStop(List<Tokenizer.Piece> pieces) {
        var deltas = new ArrayList<OutputDelta>();
        for (Tokenizer.Piece piece : pieces) {
            deltas.addAll(stopTexts.push(delta(piece)));
        }
        return deltas;
    }

    private static OutputDelta delta(Tokenizer.Piece piece) {
        return new OutputDelta(piece.text(), piece.marker());
    }

    private List<ChatEvent> parse(List<OutputDelta> deltas) {
        var events = new ArrayList<ChatEvent>();
        for (OutputDelta delta : deltas) {
            if (!enoughCalls) {
                events.addAll(take(parser.push(delta)));
            }
        }
        return events;
    }

    private List<ChatEvent> take(List<ChatEvent> parsed) {
        var events = new ArrayList<ChatEvent>();
        for (ChatEvent event : parsed) {
            parts.add(event);
            events.add(event);
            if (firstCallEnds && event instanceof ChatEvent.CallEnded(ToolCall _)) {
                enoughCalls = true;
                break;
            }
        }
        return events;
    }
}

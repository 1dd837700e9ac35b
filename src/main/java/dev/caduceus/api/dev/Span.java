package dev.caduceus.api.dev;

import dev.caduceus.prompt.Prompt;
import dev.caduceus.prompt.Prompt.Segment;
import dev.caduceus.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** A stretch of what the model reads, and where it comes from. */
record Span(Kind kind, String text) {
    enum Kind {
        /** An added token that this project wrote, such as {@code <|im_start|>}. */
        SPECIAL,
        /** Other text that this project wrote. */
        MARKUP,
        /** From a user, a tool or a client: never yields an added token. */
        UNTRUSTED,
        /** What the model wrote in an earlier round, kept as it was written. */
        MODEL,
        /** In memory from rounds that are not recorded any more. */
        EARLIER
    }

    /** In reading order; none is empty. */
    static List<Span> of(Prompt prompt, Tokenizer tokenizer) {
        var spans = new ArrayList<Span>();
        for (Segment segment : prompt.segments()) {
            switch (segment) {
                case Segment.Text(String text) -> spans.add(new Span(Kind.UNTRUSTED, text));
                case Segment.Markup(String text) -> markup(text, tokenizer, spans);
            }
        }
        spans.removeIf(span -> span.text.isEmpty());
        return spans;
    }

    private static void markup(String text, Tokenizer tokenizer, List<Span> spans) {
        int done = 0;
        for (Tokenizer.Occurrence token : tokenizer.addedTokensIn(text)) {
            spans.add(new Span(Kind.MARKUP, text.substring(done, token.start())));
            spans.add(new Span(Kind.SPECIAL, text.substring(token.start(), token.end())));
            done = token.end();
        }
        spans.add(new Span(Kind.MARKUP, text.substring(done)));
    }
}

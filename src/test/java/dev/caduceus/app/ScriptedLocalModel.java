package dev.caduceus.app;

import dev.caduceus.tokenizer.Tokenizer;
import jakarta.enterprise.inject.Vetoed;

/** A model that writes what it was told to. */
@Vetoed // put in place by hand
class ScriptedLocalModel extends DoubledLocalModel {
    final ScriptedReplies replies;

    ScriptedLocalModel(CaduceusConfig config, LocalModel real) {
        this(config, real, tokenizer());
    }

    private ScriptedLocalModel(CaduceusConfig config, LocalModel real, Tokenizer tokenizer) {
        this(config, real, tokenizer, new ScriptedReplies(tokenizer));
    }

    private ScriptedLocalModel(CaduceusConfig config, LocalModel real, Tokenizer tokenizer, ScriptedReplies replies) {
        super(config, real, tokenizer, replies);
        this.replies = replies;
    }
}

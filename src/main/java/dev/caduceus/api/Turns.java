package dev.caduceus.api;

import dev.caduceus.api.EventEncoder.TurnLabel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.Conversations;
import dev.caduceus.conversation.LoopLimits;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.tool.ToolBox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns a {@link ChatRequest} into a running turn. */
@ApplicationScoped
public class Turns {
    private final Conversations conversations;
    private final ToolBox tools;
    private final ServedModel model;
    private final ApiSettings settings;

    @Inject
    Turns(Conversations conversations, ToolBox tools, ServedModel model, ApiSettings settings) {
        this.conversations = conversations;
        this.tools = tools;
        this.model = model;
        this.settings = settings;
    }

    /** @param turn how to hear of it */
    record Started<L extends TurnListener>(L listener, Turn turn) {}

    /**
     * Starts the turn.
     *
     * @param listen makes the turn's listener, once the turn has its label
     * @throws CaduceusException where the request is refused; nothing has happened then
     */
    <L extends TurnListener> Started<L> start(
            Origin caller, @Nullable ChatRequest sent, Function<TurnLabel, L> listen) {
        ChatRequest body = required(sent);
        String conversation = Objects.requireNonNullElseGet(body.conversation(), Conversations::newId);
        Origin origin = caller.withConversation(conversation);
        TurnRequest request = request(body, origin);
        LoopLimits limits = conversations.loopLimits();
        limits = limits.withRounds(new TurnOptions(body.options()).rounds(limits.rounds()));
        L listener = listen.apply(new TurnLabel(origin.request(), conversation, model.name()));
        return new Started<>(listener, conversations.start(conversation, request, limits, listener));
    }

    /** JSON may be {@code null} as a whole. */
    private static ChatRequest required(@Nullable ChatRequest body) {
        if (body == null) {
            throw new CaduceusException(ErrorCode.BAD_REQUEST, "The body is empty or null; send {\"message\": …}");
        }
        return body;
    }

    private TurnRequest request(ChatRequest body, Origin origin) {
        var options = new TurnOptions(body.options());
        List<ToolDefinition> offered =
                TurnOptions.tools(body.tools(), tools.by(origin).definitions());
        return TurnRequest.of(List.of(new Message.User(message(body))))
                .withTools(offered)
                .withToolChoice(options.toolChoice(offered))
                .withSampling(options.sampling(model.sampling(), settings.newTokens()))
                .withDialect(model.dialect())
                .withOrigin(origin);
    }

    private String message(ChatRequest body) {
        String message = body.message();
        if (message == null || message.isBlank()) {
            throw new CaduceusException(ErrorCode.BAD_REQUEST, "message is missing or empty; say something in it");
        }
        settings.requireReadable("The message", message);
        return message;
    }
}

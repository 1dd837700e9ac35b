package dev.caduceus.api;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.Transcript;
import dev.caduceus.conversation.Turn;
import dev.caduceus.conversation.TurnGenerator;
import dev.caduceus.conversation.TurnListener;
import dev.caduceus.langchain4j.conformance.Answers;
import dev.caduceus.langchain4j.conformance.ScriptedModel;
import io.quarkus.test.common.http.TestHTTPResourceManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service with a script in the network's place: what clients read is the same each time, and all between them and the
 * network is real. Remembers what it was asked.
 */
@Alternative
@ApplicationScoped
public class ScriptedService implements TurnGenerator, ServedModel {
    public static final String NAME = "scripted/model";

    /** Refuse at once, Fail before the first word, Break after it. */
    private static final Pattern TROUBLE = Pattern.compile("(Refuse|Fail|Break) with ([A-Z_]+)");

    private final ScriptedModel model = new ScriptedModel(Answers.of("doors")::to);
    private final List<TurnRequest> requests = new CopyOnWriteArrayList<>();

    /** Puts it in the place of the embedded model. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ScriptedService.class);
        }
    }

    /** What clients call the base URL. */
    public static String baseUrl() {
        String uri = TestHTTPResourceManager.getUri();
        return (uri.endsWith("/") ? uri : uri + "/") + "v1";
    }

    public TurnRequest lastRequest() {
        return requests.getLast();
    }

    /** The token with which the model begins to write {@code text}. */
    public int firstId(String text) {
        return model.firstId(text);
    }

    @Override
    public Turn start(TurnRequest request, Transcript transcript, TurnListener listener) {
        requests.add(request);
        if (request.messages().getLast() instanceof Message.User(String text)) {
            Matcher trouble = TROUBLE.matcher(text);
            if (trouble.matches()) {
                return trouble(trouble.group(1), ErrorCode.valueOf(trouble.group(2)), listener);
            }
        }
        return model.turns().start(request, transcript, listener);
    }

    private static Turn trouble(String kind, ErrorCode code, TurnListener listener) {
        var error = new CaduceusException(code, "As asked");
        if (kind.equals("Refuse")) {
            throw error;
        }
        Thread.ofVirtual().start(() -> {
            if (kind.equals("Break")) {
                listener.event(new ChatEvent.Text("So far"));
            }
            listener.failed(error);
        });
        return () -> {};
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SamplingParams sampling() {
        return SamplingParams.GREEDY;
    }

    @Override
    public Dialect dialect() {
        return Dialect.HERMES;
    }

    @PreDestroy
    void close() {
        model.close();
    }
}

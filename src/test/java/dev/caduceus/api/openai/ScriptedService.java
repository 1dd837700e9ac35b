package dev.caduceus.api.openai;

import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.Dialect;
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

/**
 * The service with a script in the network's place: what clients read is the same each time, and all between them and the
 * network is real. Remembers what it was asked.
 */
@Alternative
@ApplicationScoped
public class ScriptedService implements TurnGenerator, ServedModel {
    static final String NAME = "scripted/model";

    private final ScriptedModel model = new ScriptedModel(Answers.of("openai")::to);
    private final List<TurnRequest> requests = new CopyOnWriteArrayList<>();

    /** Puts it in the place of the embedded model. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(ScriptedService.class);
        }
    }

    /** What clients call the base URL. */
    static String baseUrl() {
        String uri = TestHTTPResourceManager.getUri();
        return (uri.endsWith("/") ? uri : uri + "/") + "v1";
    }

    TurnRequest lastRequest() {
        return requests.getLast();
    }

    @Override
    public Turn start(TurnRequest request, Transcript transcript, TurnListener listener) {
        requests.add(request);
        return model.turns().start(request, transcript, listener);
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

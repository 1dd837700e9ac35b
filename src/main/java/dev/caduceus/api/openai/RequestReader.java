package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.Fields;
import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The body of a chat completion → what it asks for. What it leaves out takes the model's defaults. */
@ApplicationScoped
public class RequestReader {
    private final ServedModel model;
    private final ApiSettings settings;

    @Inject
    RequestReader(ServedModel model, ApiSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    /** @throws CaduceusException that names the field; unknown fields are ignored */
    CompletionRequest read(String body) {
        Fields request = Fields.read(body);
        Unsupported.refuse(request);
        List<ToolDefinition> tools = ToolReader.tools(request);
        TurnRequest turn = TurnRequest.of(new MessageReader(settings).read(request))
                .withTools(tools)
                .withToolChoice(ToolReader.choice(request, tools))
                .withParallelToolCalls(request.flag("parallel_tool_calls").orElse(true))
                .withOutput(ToolReader.output(request))
                .withSampling(sampling(request, model.sampling()))
                .withDialect(model.dialect());
        boolean stream = request.flag("stream").orElse(false);
        Optional<Fields> options = request.object("stream_options");
        if (options.isPresent() && !stream) {
            throw request.wrong("stream_options", "must be left out without stream: true");
        }
        return new CompletionRequest(
                request.text("model").orElseGet(model::name),
                turn,
                stream,
                options.flatMap(fields -> fields.flag("include_usage")).orElse(false));
    }

    private SamplingParams sampling(Fields request, SamplingParams defaults) {
        var sampling = new SamplingParams(
                request.number("temperature").orElse(defaults.temperature()),
                request.number("top_p").orElse(defaults.topP()),
                request.integer("top_k").orElse(defaults.topK()),
                request.number("repetition_penalty").orElse(defaults.repetitionPenalty()),
                newTokens(request, defaults.maxNewTokens()),
                defaults.seed(),
                stop(request, defaults.stop()),
                defaults.stopIds(),
                logprobs(request));
        return request.longInteger("seed").map(sampling::withSeed).orElse(sampling);
    }

    private int newTokens(Fields request, int fallback) {
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            Optional<Integer> tokens = request.integer(name);
            if (tokens.isPresent()) {
                if (tokens.get() < 1 || tokens.get() > settings.newTokens()) {
                    throw request.wrong(
                            name, "must be between 1 and " + settings.newTokens() + " (caduceus.limits.new-tokens)");
                }
                return tokens.get();
            }
        }
        return fallback;
    }

    private static int logprobs(Fields request) {
        boolean wanted = request.flag("logprobs").orElse(false);
        int others = request.integer("top_logprobs").orElse(0);
        if (others < 0) {
            throw request.wrong("top_logprobs", "must be 0 or more");
        }
        if (others > 0 && !wanted) {
            throw request.wrong("top_logprobs", "must be left out without logprobs: true");
        }
        return wanted ? others : SamplingParams.NO_LOGPROBS;
    }

    private static List<String> stop(Fields request, List<String> fallback) {
        JsonNode stop = request.get("stop");
        if (stop.isMissingNode()) {
            return fallback;
        }
        boolean texts =
                stop.isTextual() || (stop.isArray() && stop.valueStream().allMatch(JsonNode::isTextual));
        if (!texts) {
            throw request.wrong("stop", "must be a text or a list of texts");
        }
        return stop.isTextual()
                ? List.of(stop.textValue())
                : stop.valueStream().map(JsonNode::textValue).toList();
    }
}

package dev.caduceus.api.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.api.ApiSettings;
import dev.caduceus.api.Fields;
import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.Dialect;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.Origin;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.tool.ToolBox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The body of {@code POST /generate} → a turn. What it leaves out takes the notebook's defaults. */
@ApplicationScoped
public class GenerateReader {
    /** The settings that {@code generate_hermes} knew, and the seed, which it had no need of. */
    private static final Set<String> SETTINGS = Set.of(
            "do_sample",
            "temperature",
            "top_p",
            "top_k",
            "max_new_tokens",
            "use_cache",
            "repetition_penalty",
            "eos_token_id",
            "pad_token_id",
            "seed");

    private final ServedModel model;
    private final ToolBox tools;
    private final ApiSettings settings;

    @Inject
    GenerateReader(ServedModel model, ToolBox tools, ApiSettings settings) {
        this.model = model;
        this.tools = tools;
        this.settings = settings;
    }

    /** @throws CaduceusException that names the field */
    TurnRequest read(String body, Origin origin) {
        Fields request = Fields.read(body);
        String prompt = request.requiredText("prompt");
        if (prompt.isBlank()) {
            throw request.wrong("prompt", "must say something");
        }
        settings.requireReadable("prompt", prompt);
        return TurnRequest.of(List.of(new Message.User(prompt)))
                .withTools(functions(request, tools.by(origin)))
                .withOrigin(origin)
                .withDialect(dialect(request))
                .withSampling(
                        request.object("generation_config").map(this::sampling).orElse(SamplingParams.HERMES));
    }

    /** In the order of their names; left out, the records. */
    private static List<ToolDefinition> functions(Fields request, ToolBox tools) {
        if (!request.has("functions")) {
            return tools.records().definitions();
        }
        var names = new LinkedHashSet<String>();
        JsonNode list = request.get("functions");
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isTextual)) {
            throw request.wrong("functions", "must be a list of names");
        }
        list.forEach(name -> names.add(name.textValue()));
        return tools.only(names).definitions();
    }

    private Dialect dialect(Fields request) {
        return request.text("dialect")
                .map(name -> switch (name) {
                    case "hermes" -> Dialect.HERMES;
                    case "openhermes" -> Dialect.OPENHERMES;
                    default -> throw request.wrong("dialect", "must be hermes or openhermes");
                })
                .orElseGet(model::dialect);
    }

    private SamplingParams sampling(Fields config) {
        for (String name : (Iterable<String>) config.json()::fieldNames) {
            if (!SETTINGS.contains(name)) {
                throw config.unsupported(
                        name,
                        "the settings are "
                                + String.join(", ", SETTINGS.stream().sorted().toList()));
            }
        }
        // Read for their types only: nothing is padded here, and the KV cache is how the engine works.
        config.flag("use_cache");
        config.integer("pad_token_id");
        boolean greedy = !config.flag("do_sample").orElse(true);
        SamplingParams defaults = SamplingParams.HERMES;
        int newTokens = config.integer("max_new_tokens").orElse(defaults.maxNewTokens());
        if (newTokens > settings.newTokens()) {
            throw config.wrong(
                    "max_new_tokens",
                    "must be at most %d (caduceus.limits.new-tokens)".formatted(settings.newTokens()));
        }
        SamplingParams sampling = defaults.withTemperature(
                        greedy ? 0 : config.number("temperature").orElse(defaults.temperature()))
                .withTopP(config.number("top_p").orElse(defaults.topP()))
                .withTopK(config.integer("top_k").orElse(defaults.topK()))
                .withRepetitionPenalty(config.number("repetition_penalty").orElse(defaults.repetitionPenalty()))
                .withMaxNewTokens(newTokens)
                .withStopIds(stopIds(config));
        return config.longInteger("seed").map(sampling::withSeed).orElse(sampling);
    }

    /** One id or several; none = the model's own. */
    private static List<Integer> stopIds(Fields config) {
        JsonNode given = config.get("eos_token_id");
        var ids = new ArrayList<Integer>();
        for (JsonNode id : given.isArray() ? given : List.of(given)) {
            boolean isId = id.isIntegralNumber() && id.canConvertToInt() && id.intValue() >= 0;
            if (!isId && !given.isMissingNode()) {
                throw config.wrong("eos_token_id", "must be a token's id or a list of them");
            }
            if (isId) {
                ids.add(id.intValue());
            }
        }
        return ids;
    }
}

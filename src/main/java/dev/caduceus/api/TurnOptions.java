package dev.caduceus.api;

import static dev.caduceus.chat.CaduceusException.require;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.ToolChoice;
import dev.caduceus.chat.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns what a client may leave out into what a turn needs, and refuses what is out of range by name. */
final class TurnOptions {
    private final ChatRequest.Options options;

    TurnOptions(ChatRequest.@Nullable Options options) {
        this.options = options == null ? ChatRequest.Options.NONE : options;
    }

    SamplingParams sampling(SamplingParams defaults, int newTokensLimit) {
        List<String> stop = or(options.stop(), defaults.stop());
        require(stop.stream().noneMatch(Objects::isNull), "stop must hold texts only but holds null");
        SamplingParams sampling = new SamplingParams(
                or(options.temperature(), defaults.temperature()),
                or(options.topP(), defaults.topP()),
                or(options.topK(), defaults.topK()),
                or(options.repetitionPenalty(), defaults.repetitionPenalty()),
                or(options.maxNewTokens(), defaults.maxNewTokens()),
                defaults.seed(),
                stop,
                defaults.stopIds(),
                defaults.logprobs());
        require(
                sampling.maxNewTokens() <= newTokensLimit,
                "max_new_tokens must be at most %s (caduceus.limits.new-tokens) but was %s",
                newTokensLimit,
                sampling.maxNewTokens());
        Long seed = options.seed();
        return seed == null ? sampling : sampling.withSeed(seed);
    }

    /** The tools named, in the order in which they are offered, whatever the order of the names. */
    static List<ToolDefinition> tools(@Nullable List<String> names, List<ToolDefinition> all) {
        if (names == null) {
            return all;
        }
        Set<String> wanted = new LinkedHashSet<>(names);
        var chosen = new ArrayList<ToolDefinition>();
        for (ToolDefinition tool : all) {
            if (wanted.remove(tool.name())) {
                chosen.add(tool);
            }
        }
        if (!wanted.isEmpty()) {
            throw unknownTool(String.join(", ", wanted), all);
        }
        return chosen;
    }

    ToolChoice toolChoice(List<ToolDefinition> offered) {
        String choice = options.toolChoice();
        return switch (choice) {
            case null -> ToolChoice.AUTO;
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default -> {
                if (offered.stream().noneMatch(tool -> tool.name().equals(choice))) {
                    throw unknownTool(choice, offered);
                }
                yield new ToolChoice.Named(choice);
            }
        };
    }

    int rounds(int limit) {
        int rounds = or(options.maxRounds(), limit);
        require(rounds >= 1 && rounds <= limit, "max_rounds must be between 1 and %s but was %s", limit, rounds);
        return rounds;
    }

    private static CaduceusException unknownTool(String name, List<ToolDefinition> offered) {
        return CaduceusException.of(
                ErrorCode.UNKNOWN_TOOL,
                "There is no tool '%s' here; offered are %s",
                name,
                String.join(", ", offered.stream().map(ToolDefinition::name).toList()));
    }

    private static <T> T or(@Nullable T value, T fallback) {
        return Objects.requireNonNullElse(value, fallback);
    }
}

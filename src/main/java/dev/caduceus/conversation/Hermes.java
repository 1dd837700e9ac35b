package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.tool.RecordTypes;
import dev.caduceus.tool.ToolBox;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A prompt → typed records: the types are offered like tools, and each call is read and validated. Safe for many threads. */
public final class Hermes {
    private final TurnGenerator model;
    private final Validator validator;
    private final UnaryOperator<TurnRequest> settings;

    /** @param settings adds sampling and dialect to a request */
    public Hermes(TurnGenerator model, Validator validator, UnaryOperator<TurnRequest> settings) {
        this.model = model;
        this.validator = validator;
        this.settings = settings;
    }

    /**
     * What the model answers, as records of {@code types}, in the order in which it wrote them. Where one of them breaks
     * its schema or its validation, the model is told so and asked once more; what was right stays.
     *
     * @return empty where the model found none of the types fitting and said so in words
     * @throws CaduceusException {@code BAD_STRUCTURED_ANSWER} where the second answer is no better, else as
     *     {@link TurnGenerator#run}
     */
    @SafeVarargs
    public final <T extends Record> List<T> extract(String prompt, Class<? extends T>... types) {
        RecordTypes<T> records = RecordTypes.of(List.of(types), validator);
        TurnRequest request =
                settings.apply(TurnRequest.of(List.of(new Message.User(prompt))).withTools(records.definitions()));
        Answer<T> answer = ask(request, records);
        if (answer.failures().isEmpty()) {
            return answer.values();
        }
        var told = new ArrayList<>(request.messages());
        told.addAll(answer.messages());
        Answer<T> corrected = ask(request.withMessages(told), records);
        if (!corrected.failures().isEmpty() || corrected.values().isEmpty()) {
            throw CaduceusException.of(
                    ErrorCode.BAD_STRUCTURED_ANSWER,
                    "The model's answer does not fit %s, and it did not correct it when told: %s",
                    records.definitions().stream().map(type -> type.name()).collect(Collectors.joining(", ")),
                    String.join("; ", corrected.failures().isEmpty() ? answer.failures() : corrected.failures()));
        }
        var values = new ArrayList<>(answer.values());
        corrected.values().stream().filter(value -> !values.contains(value)).forEach(values::add);
        return List.copyOf(values);
    }

    /**
     * One reply, read.
     *
     * @param failures in words
     * @param messages the reply, and for each of its calls what became of it
     */
    private record Answer<T extends Record>(List<T> values, List<String> failures, List<Message> messages) {}

    private <T extends Record> Answer<T> ask(TurnRequest request, RecordTypes<T> records) {
        var broken = new ArrayList<ToolResult.Failure>();
        TurnResult result = TurnEnd.await(
                event -> {
                    if (event instanceof ChatEvent.CallBroken(String id, String raw, String reason)) {
                        broken.add(ToolResult.Failure.unreadable(id, "", raw, reason));
                    }
                },
                listener -> model.start(request, listener));
        var answer = new Answer<T>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        answer.messages().add(result.answer());
        for (ToolCall call : result.answer().calls()) {
            try {
                answer.values().add(records.read(call));
                told(answer, new ToolResult.Success(call.id(), call.name(), call.arguments()));
            } catch (CaduceusException e) {
                String why = String.valueOf(e.getMessage());
                answer.failures().add(call.name() + ": " + why);
                told(answer, new ToolResult.Failure(call.id(), call.name(), e.code(), why));
            }
        }
        for (ToolResult.Failure failure : broken) {
            answer.failures().add(failure.message());
            told(answer, failure);
        }
        return answer;
    }

    private static void told(Answer<?> answer, ToolResult result) {
        answer.messages().add(new Message.Tool(result.callId(), result.name(), ToolBox.toolMessage(result)));
    }
}

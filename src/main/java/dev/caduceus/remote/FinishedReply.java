package dev.caduceus.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.OutputConstraint;
import dev.caduceus.chat.ReplyFormat;
import dev.caduceus.schema.Json;
import java.util.List;

/**
 * Whether a reply is the JSON that was asked for. Servers hold theirs to it as far as they can; nobody relies on that. Calls
 * are checked where all calls are: by the parser, and against the tool's schema before anything runs.
 */
final class FinishedReply {
    /** Clients send patterns on which Java's engine tries for years: each counts as met, and none is ever matched. */
    private static final SchemaRegistryConfig NO_PATTERNS = SchemaRegistryConfig.builder()
            .regularExpressionFactory(_ -> _ -> true)
            .build();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaRegistryConfig(NO_PATTERNS));

    /** Beside one of these a pattern that counts as met could refuse a reply. */
    private static final List<String> NOT_WITH_PATTERNS = List.of(
            "patternProperties", "not", "oneOf", "if", "maxContains", "unevaluatedProperties", "unevaluatedItems");

    private FinishedReply() {}

    /** @throws CaduceusException {@code BAD_STRUCTURED_ANSWER} */
    static void check(ReplyFormat format, String reply) {
        boolean called = !format.begun().isEmpty() || (!format.tools().isEmpty() && reply.contains("<tool_call>"));
        if (called) {
            return;
        }
        switch (format.output()) {
            case OutputConstraint.FreeText _ -> {}
            case OutputConstraint.JsonObject _ -> check(Json.read("{\"type\": \"object\"}"), reply);
            case OutputConstraint.Json(var _, var schema) -> check(schema.source(), reply);
        }
    }

    private static void check(JsonNode schema, String reply) {
        String wrong = "";
        try {
            Json.read(reply);
            if (decidedWithoutPatterns(schema)) {
                Schema compiled = SCHEMAS.getSchema(Json.write(schema), InputFormat.JSON);
                List<Error> errors = compiled.validate(reply, InputFormat.JSON);
                wrong = errors.isEmpty() ? "" : errors.getFirst().toString();
            }
        } catch (IllegalArgumentException e) {
            wrong = "it is " + e.getMessage();
        }
        if (!wrong.isEmpty()) {
            throw CaduceusException.of(
                    ErrorCode.BAD_STRUCTURED_ANSWER,
                    "The remote engine's reply does not match the response_format asked for: %s; ask again, or serve the"
                            + " model with structured outputs",
                    wrong);
        }
    }

    private static boolean decidedWithoutPatterns(JsonNode schema) {
        boolean patterns = schema.findValue("pattern") != null || schema.findValue("patternProperties") != null;
        return !patterns || NOT_WITH_PATTERNS.stream().noneMatch(keyword -> schema.findValue(keyword) != null);
    }
}

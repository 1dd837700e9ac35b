package dev.caduceus.remote;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
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
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private FinishedReply() {}

    /** @throws CaduceusException {@code BAD_STRUCTURED_ANSWER} */
    static void check(ReplyFormat format, String reply) {
        boolean called = !format.begun().isEmpty() || (!format.tools().isEmpty() && reply.contains("<tool_call>"));
        if (called) {
            return;
        }
        switch (format.output()) {
            case OutputConstraint.FreeText _ -> {}
            case OutputConstraint.JsonObject _ -> check("{\"type\": \"object\"}", reply);
            case OutputConstraint.Json(var _, var schema) -> check(Json.write(schema.source()), reply);
        }
    }

    private static void check(String schema, String reply) {
        String wrong;
        try {
            Json.read(reply);
            List<Error> errors = SCHEMAS.getSchema(schema, InputFormat.JSON).validate(reply, InputFormat.JSON);
            wrong = errors.isEmpty() ? "" : errors.getFirst().toString();
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
}

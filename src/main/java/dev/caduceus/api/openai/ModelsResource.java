package dev.caduceus.api.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.api.ServedModel;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/** The one model that is served, as OpenAI's clients list it. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
@ApplicationScoped
public class ModelsResource {
    private final ServedModel model;
    private final long since;

    @Inject
    ModelsResource(ServedModel model, Clock clock) {
        this.model = model;
        this.since = clock.instant().getEpochSecond();
    }

    @GET
    @Operation(summary = "The model that is served, as a list of one")
    public ObjectNode all() {
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        list.putArray("data").add(document());
        return list;
    }

    /** A hub id has a slash in it. */
    @GET
    @Path("/{id: .+}")
    @Operation(summary = "The model of this name, if it is the one that is served")
    public ObjectNode one(@RestPath String id) {
        if (!id.equals(model.name())) {
            throw CaduceusException.of(
                    ErrorCode.NOT_FOUND, "The model '%s' is not served here; '%s' is", id, model.name());
        }
        return document();
    }

    private ObjectNode document() {
        return Json.MAPPER
                .createObjectNode()
                .put("id", model.name())
                .put("object", "model")
                .put("created", since)
                .put("owned_by", "caduceus");
    }
}

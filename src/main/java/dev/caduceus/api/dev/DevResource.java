package dev.caduceus.api.dev;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page and what it shows. Its files are no static resources, for those would be served in every mode. */
@Path("/dev")
@IfBuildProfile("dev")
@RunOnVirtualThread
public class DevResource {
    private final TurnRecorder recorder;

    @Inject
    DevResource(TurnRecorder recorder) {
        this.recorder = recorder;
    }

    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    @Operation(hidden = true)
    public String page() throws IOException {
        return file("index.html");
    }

    @GET
    @Path("/dev.js")
    @Produces("text/javascript;charset=UTF-8")
    @Operation(hidden = true)
    public String script() throws IOException {
        return file("dev.js");
    }

    @GET
    @Path("/dev.css")
    @Produces("text/css;charset=UTF-8")
    @Operation(hidden = true)
    public String style() throws IOException {
        return file("dev.css");
    }

    @GET
    @Path("/rounds")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The last rounds, newest first; only in dev mode")
    public ArrayNode rounds() {
        return recorder.json();
    }

    private static String file(String name) throws IOException {
        var loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream("dev/" + name)) {
            if (file == null) {
                throw new IOException("this build lacks dev/" + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

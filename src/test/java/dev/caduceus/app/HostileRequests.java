package dev.caduceus.app;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Requests to every door, drawn by a seeded generator: well-formed ones with hostile texts in them, and others. */
final class HostileRequests {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** More than drawn requests ever give to one conversation. */
    private static final int TURNS = 10;

    private static final String MESSAGES = "{\"messages\": [%s], \"max_tokens\": 8, \"stream\": %s}";
    private static final String USER = "{\"role\": \"user\", \"content\": %s}";
    private static final String TOOL =
            "{\"type\": \"function\", \"function\": {\"name\": \"look\", \"description\": %s,"
                    + " \"parameters\": {\"type\": \"object\", \"properties\": {\"at\": {\"type\": \"string\","
                    + " \"description\": %s}}}}}";

    /** Valid bodies with a gap in each place where a text of somebody's stands. */
    private static final List<Shape> SHAPES = List.of(
            new Shape("/chat", "{\"message\": %s}"),
            new Shape("/chat?deltas=true", "{\"message\": %s, \"tools\": [\"get_weather\", \"Joke\"]}"),
            new Shape("/chat", "{\"message\": %s, \"options\": {\"tool_choice\": \"none\", \"stop\": [%s]}}"),
            new Shape("/v1/chat/completions", MESSAGES.formatted(USER, false)),
            new Shape(
                    "/v1/chat/completions",
                    MESSAGES.formatted("{\"role\": \"system\", \"content\": %s}, " + USER, true)),
            new Shape(
                    "/v1/chat/completions",
                    MESSAGES.formatted(USER + ", {\"role\": \"assistant\", \"content\": %s}, " + USER, true)),
            new Shape(
                    "/v1/chat/completions",
                    MESSAGES.formatted(
                            USER
                                    + ", {\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"call_1\","
                                    + " \"type\": \"function\", \"function\": {\"name\": \"look\", \"arguments\": \"{}\"}}]},"
                                    + " {\"role\": \"tool\", \"tool_call_id\": \"call_1\", \"content\": %s}",
                            false)),
            new Shape("/v1/chat/completions", "{\"messages\": [" + USER + "], \"tools\": [" + TOOL + "]}"),
            new Shape("/generate", "{\"prompt\": %s}"),
            new Shape("/generate", "{\"prompt\": %s, \"dialect\": \"openhermes\"}"));

    /** Parameters whose grammar nobody can compile, or whose patterns are none. */
    private static final List<String> SCHEMAS = List.of(
            "{\"type\": \"string\", \"minLength\": 3000000}",
            "{\"type\": \"array\", \"minItems\": 100000}",
            "{\"type\": \"number\", \"multipleOf\": 1e-400000000}",
            "{\"type\": \"number\", \"minimum\": 1e300000000}",
            "{\"type\": \"string\", \"pattern\": \"(?<a\"}",
            "{\"type\": \"string\", \"pattern\": \"\\\\xZZ\\\\u{zz}\"}",
            "{\"type\": \"string\", \"pattern\": \"[\\\\ud800-\\\\udfff]\"}",
            "{\"type\": \"string\", \"pattern\": \"%s\"}".formatted("(".repeat(5_000)),
            "{\"enum\": [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"a\"], \"pattern\": \"^(a+)+$\"}",
            "{\"$ref\": \"#/properties/at\"}",
            "{\"items\": ".repeat(200) + "{}" + "}".repeat(200));

    private static final String HOSTILE_TOOL =
            "{\"messages\": [" + USER + "], \"max_tokens\": 8, \"tools\": [{\"type\":"
                    + " \"function\", \"function\": {\"name\": \"look\", \"parameters\": {\"type\": \"object\","
                    + " \"properties\": {\"at\": %s}}}}]}";

    private static final List<String> FIELDS = List.of(
            "message",
            "conversation",
            "tools",
            "options",
            "messages",
            "model",
            "tool_choice",
            "response_format",
            "stop",
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "seed",
            "stream",
            "stream_options",
            "n",
            "prompt",
            "functions",
            "dialect",
            "generation_config",
            "parallel_tool_calls",
            "jsonrpc",
            "id",
            "method",
            "params");

    private final URI base;
    private final RandomGenerator random;
    private final HostileTexts texts;

    record Shape(String path, String body) {
        String filled(Stream<String> texts) {
            int gaps = body.split("%s", -1).length - 1;
            return body.formatted(texts.limit(gaps).toArray());
        }
    }

    HostileRequests(URI base, RandomGenerator random) {
        this.base = base;
        this.random = random;
        this.texts = new HostileTexts(random);
    }

    /** Each shape of a prompt once, with nothing hostile in it; requests that name one conversation make it grow. */
    static List<HttpRequest> benign(URI base) {
        var requests = new ArrayList<HttpRequest>();
        byte[] turn = "{\"message\": \"Hello\", \"conversation\": \"benign-%s\"}"
                .formatted(UUID.randomUUID())
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < TURNS; i++) {
            requests.add(post(base, "/chat", "application/json", turn));
        }
        for (Shape shape : SHAPES) {
            String body = shape.filled(Stream.generate(() -> "\"Hello\""));
            requests.add(post(base, shape.path(), "application/json", body.getBytes(StandardCharsets.UTF_8)));
        }
        return requests;
    }

    HttpRequest next() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> wellFormed();
            case 3, 4 -> strangeValues();
            case 5 -> mcp();
            case 6 -> addressed();
            default -> broken();
        };
    }

    private HttpRequest wellFormed() {
        if (random.nextInt(20) == 0) {
            String body = HOSTILE_TOOL.formatted(texts.quoted(), texts.any(SCHEMAS));
            return json("/v1/chat/completions", body.getBytes(StandardCharsets.UTF_8));
        }
        Shape shape = texts.any(SHAPES);
        return json(shape.path(), shape.filled(Stream.generate(texts::quoted)).getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest strangeValues() {
        Shape shape = texts.any(SHAPES);
        var body = new StringBuilder("{");
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            body.append('"')
                    .append(texts.any(FIELDS))
                    .append("\": ")
                    .append(texts.value())
                    .append(", ");
        }
        String valid = shape.filled(Stream.generate(() -> "\"x\""));
        String options = random.nextBoolean()
                ? ", \"options\": {\"%s\": %s}}".formatted(texts.any(FIELDS), texts.value())
                : ", \"%s\": %s}".formatted(texts.any(FIELDS), texts.value());
        String whole =
                random.nextBoolean() ? body + valid.substring(1) : valid.substring(0, valid.length() - 1) + options;
        return json(shape.path(), whole.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest broken() {
        Shape shape = texts.any(SHAPES);
        byte[] body = texts.broken(shape.filled(Stream.generate(texts::quoted)));
        String type = random.nextInt(8) > 0
                ? "application/json"
                : texts.any(List.of(
                        "text/plain", "application/xml", "application/json;charset=utf-16", "multipart/form-data"));
        return post(base, shape.path(), type, body);
    }

    private HttpRequest mcp() {
        String method = texts.any(List.of("initialize", "tools/call", "tools/list", "ping", "resources/read", "x"));
        String body =
                "{\"jsonrpc\": \"2.0\", \"id\": %s, \"method\": \"%s\", \"params\": {\"name\": %s, \"arguments\": %s}}"
                        .formatted(random.nextBoolean() ? "1" : texts.value(), method, texts.quoted(), texts.value());
        byte[] bytes = random.nextInt(3) == 0 ? texts.broken(body) : body.getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(base.resolve("/mcp"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofByteArray(bytes))
                .build();
    }

    /** What stands in the address, or beside it. */
    private HttpRequest addressed() {
        String text = URLEncoder.encode(texts.text(), StandardCharsets.UTF_8).replace("+", "%20");
        String path = texts.any(List.of(
                "/conversations/" + text,
                "/v1/models/" + text,
                "/tools?x=" + text,
                "/chat?message=" + text,
                "/" + text));
        return HttpRequest.newBuilder(URI.create(base.resolve("/").toString().replaceFirst("/$", "") + path))
                .timeout(PATIENCE)
                .header("X-Request-Id", "id-" + random.nextInt())
                .header("Accept", texts.any(List.of("*/*", "text/event-stream", "application/json", "x/y;q=9")))
                .method(texts.any(List.of("GET", "GET", "DELETE", "PUT", "PATCH", "OPTIONS")), BodyPublishers.noBody())
                .build();
    }

    private HttpRequest json(String path, byte[] body) {
        return post(base, path, "application/json", body);
    }

    private static HttpRequest post(URI base, String path, String type, byte[] body) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }
}

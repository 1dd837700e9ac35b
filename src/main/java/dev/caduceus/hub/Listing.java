package dev.caduceus.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the hub says is in a repository at one commit: the files beside each other at its top. Those in folders are no
 * part of a model's own, and a name that could lead anywhere else is no file here.
 *
 * @param names of all of them
 * @param described those that the hub gave a size and a hash for
 */
record Listing(HubId id, String commit, SequencedSet<String> names, Map<String, HubFile> described) {
    static final String INDEX = "model.safetensors.index.json";

    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][\\w.-]*");

    /** Everything about a model but its weights, and nothing else: no README, no pictures, no code. */
    private static final Pattern DESCRIPTION =
            Pattern.compile("config\\.json|generation_config\\.json|tokenizer[\\w.-]*\\.json"
                    + "|special_tokens_map\\.json|added_tokens\\.json|chat_template\\.(jinja|json)|"
                    + Pattern.quote(INDEX));

    private static final Pattern WEIGHTS = Pattern.compile("model[\\w.-]*\\.safetensors");
    private static final Pattern OTHER_WEIGHTS = Pattern.compile(".*\\.(bin|gguf|pth|pt|onnx|h5|msgpack)");

    /** @param json the hub's answer to {@code /api/models/ID/revision/REVISION?blobs=true} */
    static Listing read(HubId id, String json) {
        JsonNode root = parsed(id, json);
        String commit = root.path("sha").asText();
        if (!HubId.isCommit(commit)) {
            throw strange(id, "no commit in 'sha', but '" + commit + "'");
        }
        var names = new TreeSet<String>();
        Map<String, HubFile> described = new LinkedHashMap<>();
        for (JsonNode sibling : root.path("siblings")) {
            String name = sibling.path("rfilename").asText();
            if (NAME.matcher(name).matches()) {
                names.add(name);
                describe(name, sibling).ifPresent(file -> described.put(name, file));
            }
        }
        return new Listing(id, commit, names, described);
    }

    private static JsonNode parsed(HubId id, String json) {
        try {
            return Json.read(json);
        } catch (IllegalArgumentException e) {
            throw strange(id, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<HubFile> describe(String name, JsonNode sibling) {
        JsonNode large = sibling.path("lfs");
        String hash = large.isObject()
                ? large.path("sha256").asText(large.path("oid").asText())
                : sibling.path("blobId").asText();
        long size = large.path("size").asLong(sibling.path("size").asLong(-1));
        return size < 0 ? Optional.empty() : ContentHash.parse(hash).map(known -> new HubFile(name, size, known));
    }

    private static CaduceusException strange(HubId id, Object what) {
        return CaduceusException.of(
                ErrorCode.DOWNLOAD_FAILED,
                "the hub's answer about %s can't be understood: %s; is HF_ENDPOINT a Hugging Face hub?",
                id,
                what);
    }

    /** Everything but the weights. */
    List<String> description() {
        for (String name : List.of(CONFIG, TOKENIZER)) {
            if (!names.contains(name)) {
                throw CaduceusException.of(
                        ErrorCode.BAD_MODEL,
                        "%s has no %s on the hub; choose a model with config.json, tokenizer.json and safetensors",
                        id,
                        name);
            }
        }
        requireWeights();
        return matching(DESCRIPTION).toList();
    }

    private void requireWeights() {
        if (!names.contains(INDEX) && matching(WEIGHTS).findAny().isEmpty()) {
            List<String> others = matching(OTHER_WEIGHTS).limit(3).toList();
            throw CaduceusException.of(
                    ErrorCode.BAD_MODEL,
                    "%s has no model*.safetensors on the hub%s; choose a repository with safetensors",
                    id,
                    others.isEmpty() ? "" : ", only weights of other kinds such as " + others);
        }
    }

    /** @param index the content of {@link #INDEX}; not looked at where the repository has none */
    List<String> weights(String index) {
        if (!names.contains(INDEX)) {
            return matching(WEIGHTS).toList();
        }
        List<String> shards = ShardIndex.read(id + "/" + INDEX, index);
        for (String shard : shards) {
            if (!names.contains(shard)) {
                throw CaduceusException.of(
                        ErrorCode.BAD_MODEL,
                        "%s/%s names %s, which is not in the repository; the upload is incomplete, try another revision",
                        id,
                        INDEX,
                        shard);
            }
        }
        return shards;
    }

    /** Before the index is known: what looks like weights and has a size. */
    List<HubFile> likelyWeights() {
        return matching(WEIGHTS)
                .filter(described::containsKey)
                .map(name -> Objects.requireNonNull(described.get(name)))
                .toList();
    }

    private Stream<String> matching(Pattern pattern) {
        return names.stream().filter(name -> pattern.matcher(name).matches());
    }

    /** Whether {@code name} is that of a file with weights. */
    static boolean isWeights(String name) {
        return WEIGHTS.matcher(name).matches();
    }
}

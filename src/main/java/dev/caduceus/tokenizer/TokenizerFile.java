package dev.caduceus.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A model folder's {@code tokenizer.json} and {@code tokenizer_config.json}, read and checked.
 *
 * @param root the whole {@code tokenizer.json}
 * @param bosToken empty where the prompt begins without one
 */
record TokenizerFile(Path path, ObjectNode root, List<AddedToken> added, Spelling spelling, String bosToken) {
    private static final JsonMapper MAPPER = new JsonMapper();

    static TokenizerFile read(Path folder) {
        Path path = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(path)) {
            throw CaduceusException.of(
                    ErrorCode.BAD_MODEL,
                    "%s is missing; a model's folder needs the tokenizer.json of Hugging Face's tokenizers (a"
                            + " tokenizer.model alone has to be converted first)",
                    path);
        }
        if (!(readJson(path) instanceof ObjectNode root)) {
            throw bad(path, "holds no JSON object");
        }
        String type = root.path("model").path("type").asText("BPE");
        if (!type.equals("BPE") || !root.path("model").path("vocab").isObject()) {
            throw bad(path, "has a model of type " + type + ", but only BPE with a vocabulary is read");
        }
        List<AddedToken> added =
                stream(root.path("added_tokens")).map(AddedToken::read).toList();
        return new TokenizerFile(path, root, added, spelling(path, root), bosToken(folder, added));
    }

    private static Spelling spelling(Path path, JsonNode root) {
        List<String> decoders = root.path("decoder").findValuesAsText("type");
        if (decoders.contains("ByteLevel")) {
            return Spelling.BYTE_LEVEL;
        }
        if (decoders.contains("ByteFallback") || decoders.contains("Metaspace")) {
            return Spelling.METASPACE;
        }
        throw bad(path, "has the decoder " + decoders + ", but only ByteLevel, ByteFallback and Metaspace are known");
    }

    private static String bosToken(Path folder, List<AddedToken> added) {
        Path path = folder.resolve("tokenizer_config.json");
        JsonNode config = Files.isRegularFile(path) ? readJson(path) : MissingNode.getInstance();
        JsonNode bos = config.path("bos_token");
        String text = bos.isObject() ? bos.path("content").asText() : bos.asText("");
        if (bos.isNull() || text.isEmpty() || !config.path("add_bos_token").asBoolean(true) || isQwens(config)) {
            return "";
        }
        if (added.stream().noneMatch(token -> token.text().equals(text))) {
            throw bad(path, "names the bos_token " + text + ", which is no added token of tokenizer.json");
        }
        return text;
    }

    /** Qwen's tokenizer never writes the bos_token that it may name; its templates don't either. */
    private static boolean isQwens(JsonNode config) {
        return config.path("tokenizer_class").asText().startsWith("Qwen2Tokenizer")
                && !config.path("chat_template").asText().contains("bos_token");
    }

    private static JsonNode readJson(Path path) {
        try {
            return MAPPER.readTree(path.toFile());
        } catch (JsonProcessingException e) {
            throw new CaduceusException(
                    ErrorCode.BAD_MODEL, path + " is no JSON: " + e.getOriginalMessage() + "; download it again", e);
        } catch (IOException e) {
            throw new CaduceusException(ErrorCode.BAD_MODEL, path + " can't be read: " + e.getMessage(), e);
        }
    }

    static CaduceusException bad(Path path, String problem) {
        return new CaduceusException(ErrorCode.BAD_MODEL, path + " " + problem);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The added tokens that the library would find in markup. */
    List<AddedToken> markup() {
        return added.stream()
                .filter(token -> !(token.normalized() && normalizerPrefixesSpaces()))
                .toList();
    }

    /** Whether every stretch of text after an added token is given a space in front, as in ports of SentencePiece. */
    boolean prefixesSpaces() {
        return normalizerPrefixesSpaces()
                || metaspaces(root.path("pre_tokenizer"))
                        .anyMatch(space ->
                                space.path("prepend_scheme").asText("always").equals("always")
                                        && space.path("add_prefix_space").asBoolean(true));
    }

    private boolean normalizerPrefixesSpaces() {
        return root.path("normalizer").findValuesAsText("type").contains("Prepend");
    }

    /** The Metaspace steps of a pre-tokenizer, alone or in a sequence. */
    static Stream<ObjectNode> metaspaces(JsonNode preTokenizer) {
        return preTokenizer.findParents("type").stream()
                .filter(step -> step.path("type").asText().equals("Metaspace"))
                .map(ObjectNode.class::cast);
    }
}

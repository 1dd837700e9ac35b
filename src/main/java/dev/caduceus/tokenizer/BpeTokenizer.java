package dev.caduceus.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Hugging Face's tokenizer, built without the added tokens: those are found here, in markup only, and decoding is done
 * here, so that characters come out as they become complete. See {@code docs/decisions/0002-two-tokenizers.md}.
 */
final class BpeTokenizer implements Tokenizer {
    /** Nothing is added, cut or filled up. */
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer untrusted;
    /** Whoever encodes reads; closing waits for them, for the native side does not. */
    private final ReadWriteLock open = new ReentrantReadWriteLock();

    private final BitSet forbidden;
    private final AddedTokenFinder finder;
    private final Map<String, Integer> addedTokens;
    private final String bosToken;
    private final Pieces pieces;

    private BpeTokenizer(TokenizerFile file) throws IOException {
        pieces = Pieces.of(file);
        List<AddedToken> markup = file.markup();
        finder = new AddedTokenFinder(markup);
        addedTokens = new LinkedHashMap<>();
        markup.forEach(token -> addedTokens.put(token.text(), token.id()));
        bosToken = file.bosToken();
        UntrustedCopy copy = UntrustedCopy.of(file);
        forbidden = copy.forbidden();
        byte[] json = copy.json().toString().getBytes(StandardCharsets.UTF_8);
        untrusted = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
    }

    static Tokenizer open(Path folder) {
        TokenizerFile file = TokenizerFile.read(folder);
        try {
            return new BpeTokenizer(file);
        } catch (IOException | RuntimeException e) {
            throw new CaduceusException(
                    ErrorCode.BAD_MODEL,
                    file.path() + " is no tokenizer that Hugging Face's library reads: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public int[] encodePlain(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        long[] ids = encode(wellFormed(text));
        var result = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            result[i] = (int) ids[i];
            if (forbidden.get(result[i])) {
                throw new IllegalStateException("plain text gave the added token " + result[i] + "; report this");
            }
        }
        return result;
    }

    private long[] encode(String text) {
        open.readLock().lock();
        try {
            return untrusted.encode(text, false, false).getIds();
        } finally {
            open.readLock().unlock();
        }
    }

    /** Half a surrogate pair, which no UTF-8 can say, becomes U+FFFD; the native side would garble all around it. */
    private static String wellFormed(String text) {
        var chars = new StringBuilder(text);
        for (int i = 0; i < chars.length(); i++) {
            if (Character.isHighSurrogate(chars.charAt(i))
                    && i + 1 < chars.length()
                    && Character.isLowSurrogate(chars.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(chars.charAt(i))) {
                chars.setCharAt(i, '\uFFFD');
            }
        }
        return chars.toString();
    }

    @Override
    public Map<String, Integer> addedTokens() {
        return Collections.unmodifiableMap(addedTokens);
    }

    @Override
    public List<Occurrence> addedTokensIn(String markup) {
        return finder.find(markup);
    }

    @Override
    public String bosToken() {
        return bosToken;
    }

    @Override
    public String decode(int[] ids) {
        var text = new StringBuilder();
        var decoder = streamDecoder();
        for (int id : ids) {
            decoder.push(id).forEach(piece -> text.append(piece.text()));
        }
        decoder.finish().forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    @Override
    public byte[] bytes(int id) {
        return pieces.bytes(id).clone();
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new PieceDecoder(pieces);
    }

    @Override
    public int vocabularySize() {
        return pieces.size();
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            untrusted.close();
        } finally {
            open.writeLock().unlock();
        }
    }
}

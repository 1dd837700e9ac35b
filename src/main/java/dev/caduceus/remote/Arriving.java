package dev.caduceus.remote;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** A response's bytes as they come, asked for one piece at a time: a reader that rests lets the sender rest. */
final class Arriving implements HttpResponse.BodySubscriber<Arriving> {
    private sealed interface Piece {
        record Bytes(List<ByteBuffer> buffers) implements Piece {}

        record End() implements Piece {}

        record Failure(Throwable why) implements Piece {}
    }

    private static final int MOST_SHOWN = 400;

    /** One piece asked for, and the end. */
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(4);

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public CompletionStage<Arriving> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece.Bytes(buffers));
    }

    @Override
    public void onError(Throwable why) {
        var _ = pieces.offer(new Piece.Failure(why));
    }

    @Override
    public void onComplete() {
        var _ = pieces.offer(new Piece.End());
    }

    /**
     * The next bytes; none at the end.
     *
     * @throws Trouble where the connection breaks or is silent for too long
     */
    byte[] next(Duration silence) throws Trouble, InterruptedException {
        Piece piece = pieces.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
        return switch (piece) {
            case null -> throw Trouble.silent("said nothing", silence);
            case Piece.End _ -> new byte[0];
            case Piece.Failure(Throwable why) -> throw Trouble.broken("broke off", why.toString());
            case Piece.Bytes(List<ByteBuffer> buffers) -> {
                var _ = subscription.thenAccept(open -> open.request(1));
                yield joined(buffers);
            }
        };
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        var bytes = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            var part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** The beginning of a body that says what went wrong: what comes of it in that time. */
    String beginning(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        var bytes = new ByteArrayOutputStream();
        try {
            byte[] next = next(time);
            while (next.length > 0 && bytes.size() < MOST_SHOWN) {
                bytes.writeBytes(next);
                next = next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (Trouble e) {
            // what has arrived is what there is to show
        }
        String text = bytes.toString(StandardCharsets.UTF_8).strip();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    /** Closes the connection, unless all of it was read. */
    void close() {
        var _ = subscription.thenAccept(Flow.Subscription::cancel);
    }
}

package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.Message;
import dev.caduceus.chat.SamplingParams;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.conversation.PromptSource.EncodedPrompt;
import dev.caduceus.conversation.RoundObserver.Ends;
import dev.caduceus.conversation.ScriptedEngine.Script;
import dev.caduceus.engine.ForwardingListener;
import dev.caduceus.parser.OutputParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EngineTurnGeneratorTest {
    private static final TurnRequest HELLO = TurnRequest.of(List.of(new Message.User("Hello")));

    private final CharTokenizer tokenizer =
            new CharTokenizer("<tool_call>", "</tool_call>", "<think>", "</think>", "<|im_start|>");
    private final ScriptedEngine engine = new ScriptedEngine();
    private final Heard heard = new Heard();

    @Test
    void a_reply_comes_as_it_is_written_and_ends_once() throws InterruptedException {
        write("Hi there.<|im_end|>");

        generator().start(HELLO, heard);

        TurnResult result = heard.result();
        assertThat(heard.text()).isEqualTo("Hi there.");
        assertThat(heard.events().getFirst()).isEqualTo(new ChatEvent.Started(2, 0));
        assertThat(result.messages()).containsExactly(Message.Assistant.text("Hi there."));
        assertThat(result.done().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(result.done().rounds()).isEqualTo(1);
        assertThat(result.done().usage().completion()).isEqualTo(10);
        assertThat(result.rounds().getFirst().raw()).isEqualTo("Hi there.<|im_end|>");
        assertThat(result.rounds().getFirst().ids()).hasSize(10).endsWith(CharTokenizer.IM_END);
        assertThat(heard.ends()).isEqualTo(1);
    }

    @Test
    void blocking_and_streaming_give_the_same_reply() throws InterruptedException {
        write("Some words.<|im_end|>");
        write("Some words.<|im_end|>");

        generator().start(HELLO, heard);

        assertThat(generator().run(HELLO).answer()).isEqualTo(heard.result().answer());
    }

    @Test
    void too_many_new_tokens_end_the_reply_with_length() throws InterruptedException {
        write("Some words.<|im_end|>");

        generator().start(HELLO.withSampling(SamplingParams.GREEDY.withMaxNewTokens(4)), heard);

        assertThat(heard.result().answer().text()).isEqualTo("Some");
        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @ParameterizedTest(name = "{0} stopped by {1}")
    @CsvSource({
        "Hello World, lo W, Hel",
        "Hello World, Hello, ''",
        "Hello World, World, 'Hello '",
        "ababac, abac, ab",
        "One<tool_call>two, <tool_call>, One",
    })
    void a_stop_text_ends_the_reply_and_is_not_part_of_it(String written, String stop, String shown)
            throws InterruptedException {
        write(written + "and much more<|im_end|>");

        generator().start(HELLO.withSampling(SamplingParams.GREEDY.withStop(List.of(stop))), heard);

        assertThat(heard.result().answer().text()).isEqualTo(shown);
        assertThat(heard.text()).isEqualTo(shown);
        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(engine.cancelled()).isTrue();
    }

    @Test
    void without_tools_markup_is_text_and_thoughts_stay_thoughts() throws InterruptedException {
        write("<think>Hm.</think><tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call><|im_end|>");

        generator().start(HELLO, heard);

        assertThat(heard.result().answer().calls()).isEmpty();
        assertThat(heard.result().answer().text()).contains("<tool_call>", "</tool_call>");
        assertThat(heard.result().answer().parts()).startsWith(new Message.Part.Thinking("Hm."));
        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void a_model_that_goes_on_with_the_next_turn_is_stopped() throws InterruptedException {
        engine.then(new Script.WriteAndHang(tokenizer.encodeMarkup("Hi.<|im_start|>user\nI say")));

        generator().start(HELLO, heard);

        assertThat(heard.result().answer().text()).isEqualTo("Hi.");
        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(engine.cancelled()).isTrue();
    }

    @Test
    void what_only_looked_like_a_stop_text_is_shown_after_all() throws InterruptedException {
        write("abcab<|im_end|>");

        generator().start(HELLO.withSampling(SamplingParams.GREEDY.withStop(List.of("abx", "abcd"))), heard);

        assertThat(heard.result().answer().text()).isEqualTo("abcab");
        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void a_cancelled_reply_ends_with_what_was_written() throws InterruptedException {
        engine.then(new Script.WriteAndHang(tokenizer.encodeMarkup("So far")));

        Turn turn = generator().start(HELLO, heard);
        turn.cancel();
        turn.cancel();

        assertThat(heard.result().done().finishReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat("So far").startsWith(heard.result().answer().text());
    }

    @Test
    void a_refused_request_throws_at_once_and_the_listener_hears_nothing() {
        assertThatThrownBy(() -> generator().start(HELLO, heard))
                .isInstanceOfSatisfying(
                        CaduceusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        assertThat(heard.ends()).isZero();
        assertThat(heard.events()).isEmpty();
    }

    @Test
    void an_observer_hears_that_its_round_was_refused() {
        var refusals = new ArrayList<ErrorCode>();
        RoundObserver watching = (prompt, ends) -> new Ends(
                new ForwardingListener(ends.tokens()) {
                    @Override
                    public void failed(CaduceusException error) {
                        refusals.add(error.code());
                        super.failed(error);
                    }
                },
                ends.events());

        assertThatThrownBy(() -> generator(16, Duration.ofMinutes(1), watching).start(HELLO, heard))
                .isInstanceOf(CaduceusException.class);

        assertThat(refusals).containsExactly(ErrorCode.OVERLOADED);
        assertThat(heard.events()).isEmpty();
    }

    @Test
    void a_failing_engine_fails_the_turn_with_its_own_error() throws InterruptedException {
        var broken = new CaduceusException(ErrorCode.INTERNAL, "the network broke");
        engine.then(new Script.WriteAndFail(tokenizer.encodeMarkup("So f"), broken));

        generator().start(HELLO, heard);

        assertThat(heard.error()).isSameAs(broken);
        assertThat(heard.text()).isEqualTo("So f");
    }

    @Test
    void a_reader_that_lags_pauses_its_reply_and_loses_nothing() throws InterruptedException {
        var goOn = new CountDownLatch(1);
        var slow = new Heard(event -> waitFor(goOn));
        engine.then(new Script.Write(tokenizer.encodeMarkup("x".repeat(100) + "<|im_end|>")));

        generator(16, Duration.ofMinutes(1)).start(HELLO, slow);
        engine.awaitPaused();
        goOn.countDown();

        assertThat(slow.result().answer().text()).hasSize(100);
    }

    @Test
    void a_reader_that_stands_still_fails_alone_and_never_blocks_the_engine() throws InterruptedException {
        var standStill = new CountDownLatch(1);
        var slow = new Heard(event -> waitFor(standStill));
        engine.then(new Script.WriteAndHang(tokenizer.encodeMarkup("x".repeat(100))));

        generator(16, Duration.ofMillis(20)).start(HELLO, slow);
        engine.awaitCancelled();
        standStill.countDown();

        assertThat(slow.error().code()).isEqualTo(ErrorCode.SLOW_READER);
        assertThat(slow.error()).hasMessageContaining("paused for PT0.02S");
    }

    @Test
    void a_listener_that_throws_fails_its_turn_and_frees_the_engine() throws InterruptedException {
        var throwing = new Heard(event -> {
            throw new IllegalStateException("can't write");
        });
        engine.then(new Script.WriteAndHang(tokenizer.encodeMarkup("Some words")));

        generator().start(HELLO, throwing);

        assertThat(throwing.error().code()).isEqualTo(ErrorCode.INTERNAL);
        engine.awaitCancelled();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatever_happens_when_there_is_one_end(int seed) throws InterruptedException {
        var random = new Random(seed);
        int[] ids =
                tokenizer.encodeMarkup("word ".repeat(random.nextInt(6)) + (random.nextBoolean() ? "<|im_end|>" : ""));
        engine.then(
                switch (random.nextInt(3)) {
                    case 0 -> new Script.Write(ids);
                    case 1 -> new Script.WriteAndHang(ids);
                    default ->
                        new Script.WriteAndFail(ids, new CaduceusException(ErrorCode.INTERNAL, "broke at " + seed));
                });
        int cancelAt = random.nextInt(8);
        var turns = new java.util.concurrent.CompletableFuture<Turn>();
        var reacting = new Heard(event -> {
            if (event.hashCode() % 8 == cancelAt) {
                turns.join().cancel();
            }
        });

        Turn turn = generator().start(HELLO, reacting);
        turns.complete(turn);
        Thread[] cancellers = Stream.generate(() -> Thread.startVirtualThread(turn::cancel))
                .limit(random.nextInt(1, 4))
                .toArray(Thread[]::new);
        for (Thread canceller : cancellers) {
            canceller.join();
        }

        reacting.await();
        assertThat(reacting.ends()).isEqualTo(1);
        assertThat(reacting.afterTheEnd()).isZero();
    }

    private void write(String reply) {
        engine.then(new Script.Write(tokenizer.encodeMarkup(reply)));
    }

    private TurnGenerator generator() {
        return generator(TurnSettings.DEFAULT_MAX_PENDING_TOKENS, TurnSettings.DEFAULT_PATIENCE);
    }

    private TurnGenerator generator(int maxPendingTokens, Duration patience) {
        return generator(maxPendingTokens, patience, RoundObserver.NONE);
    }

    private TurnGenerator generator(int maxPendingTokens, Duration patience, RoundObserver observer) {
        return new EngineTurnGenerator(
                engine,
                tokenizer,
                (request, transcript) -> EncodedPrompt.of(new int[] {1, 2}),
                (options, firstCall) -> OutputParser.create(options),
                ReplyConstraints.NONE,
                TurnSettings.of(Set.of(CharTokenizer.IM_END))
                        .withMaxPendingTokens(maxPendingTokens)
                        .withPatience(patience),
                observer);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

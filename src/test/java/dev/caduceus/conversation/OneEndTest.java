package dev.caduceus.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OneEndTest {
    private final Heard heard = new Heard();
    private final AtomicInteger cleanUps = new AtomicInteger();

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException("a bug"), new StackOverflowError(), new OutOfMemoryError("Java heap space"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatever_breaks_a_turn_off_its_listener_hears_one_end(Throwable fault) throws InterruptedException {
        OneEnd.deliver(
                heard,
                () -> {
                    throw sneaky(fault);
                },
                cleanUps::incrementAndGet);

        CaduceusException error = heard.await().error();
        assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(error).hasCause(fault);
        assertThat(heard.ends()).isOne();
        assertThat(cleanUps).hasValue(1);
    }

    private static <T extends Throwable> Exception sneaky(Throwable fault) throws T {
        @SuppressWarnings("unchecked") // erased: any throwable passes as an unchecked one
        T unchecked = (T) fault;
        throw unchecked;
    }
}

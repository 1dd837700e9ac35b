package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingListenerTest {
    static Method[] everything() {
        return GenerationListener.class.getDeclaredMethods();
    }

    /** A default method that is not passed on answers for the listener behind it: a slow reader would never be waited for. */
    @ParameterizedTest
    @MethodSource("everything")
    void it_passes_on_whatever_a_listener_can_be_told_or_asked(Method method) {
        assertThatCode(() -> ForwardingListener.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                .doesNotThrowAnyException();
    }
}

package dev.caduceus.hub;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A lock that {@code huggingface_hub} honours too: flock(2) on a file, which is not what Java's own file locks are
 * (fcntl, which flock does not see). It goes with its process, and keeps other threads of this one out as well.
 */
final class ProcessLock implements AutoCloseable {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final int EXCLUSIVE_NOT_WAITING = 2 | 4;
    private static final int READABLE_BY_ALL = 0644;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle CREAT =
            function("creat", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle FLOCK =
            function("flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /** EWOULDBLOCK of Linux and of macOS. */
    private static final int HELD_LINUX = 11;

    private static final int HELD_MACOS = 35;

    private final int descriptor;

    private ProcessLock(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Waits until nobody else holds the lock.
     *
     * @param busy is run once, before the first wait
     */
    static ProcessLock acquire(Path file, Runnable busy) throws InterruptedException {
        int descriptor = open(file);
        boolean isTold = false;
        try {
            while (!tryLock(file, descriptor)) {
                if (!isTold) {
                    busy.run();
                    isTold = true;
                }
                Thread.sleep(BETWEEN_TRIES);
            }
            return new ProcessLock(descriptor);
        } catch (InterruptedException | RuntimeException e) {
            close(descriptor);
            throw e;
        }
    }

    private static int open(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw CacheTrouble.at(file, e);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int descriptor = (int) CREAT.invokeExact(state, arena.allocateFrom(file.toString()), READABLE_BY_ALL);
            if (descriptor < 0) {
                throw CacheTrouble.at(file, new IOException("the lock can't be opened, errno " + errno(state)));
            }
            return descriptor;
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static boolean tryLock(Path file, int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            if ((int) FLOCK.invokeExact(state, descriptor, EXCLUSIVE_NOT_WAITING) == 0) {
                return true;
            }
            int error = errno(state);
            if (error == HELD_LINUX || error == HELD_MACOS) {
                return false;
            }
            throw CacheTrouble.at(file, new IOException("flock failed with errno " + error));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    @Override
    public void close() {
        close(descriptor);
    }

    private static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, ERRNO);
    }

    /** A method handle may throw anything; these throw nothing of their own. */
    private static RuntimeException unchecked(Throwable e) {
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException("a call of libc failed", e);
    }
}

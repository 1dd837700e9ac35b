package dev.caduceus.tool;

import dev.caduceus.chat.Origin;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import java.time.Duration;

/** Looks on as calls are run; hears of one that was refused before it ran as well. Safe for many threads. */
public interface ToolObserver {
    ToolObserver NONE = (call, origin) -> Watch.IDLE;

    /** On the thread of whoever asks, before anything runs. */
    Watch begins(ToolCall call, Origin origin);

    /** One call. */
    interface Watch {
        Watch IDLE = (result, time) -> {};

        /** What the tool's own thread is to run, in whatever surroundings it needs. */
        default Runnable around(Runnable work) {
            return work;
        }

        /** Once, on the thread of whoever asked. */
        void ended(ToolResult result, Duration time);
    }
}

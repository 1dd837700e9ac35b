package dev.caduceus.app;

import com.sun.management.OperatingSystemMXBean;
import dev.caduceus.model.LlamaModel;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/**
 * What KV rows may take where no setting says it: what the machine or the container has, less the weights and Java's heap. A
 * process that takes more is ended by the operating system, with all its replies; within the budget one of them waits.
 *
 * @param total bytes of the machine, or what the container may have
 * @param heap bytes that Java's heap may grow to
 * @param weights bytes of the weights, mapped ones included: put out of memory, they would be read again at every pass
 */
record KvBudget(long total, long heap, long weights) {
    private static final Logger LOG = Logger.getLogger(KvBudget.class);

    /** By default the JVM may take a quarter of the machine; the service does with far less. */
    private static final long MOST_HEAP = 2L << 30;

    /** For the passes' own tensors, threads and code. */
    private static final double KEPT_FREE = 0.1;

    static KvBudget here(long weights) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new KvBudget(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory(), weights);
    }

    /** Bytes; 0 where the weights alone are too much. */
    long bytes() {
        return Math.max(0, (long) (total * (1 - KEPT_FREE)) - Math.min(heap, MOST_HEAP) - weights);
    }

    /** A model's budget in rows, one full context at least and all of its slots at most. */
    static long rows(LlamaModel model) {
        return here(model.weightBytes()).rows(model.rowBytes(), model.slots(), model.contextLength());
    }

    long rows(long rowBytes, int slots, int contextLength) {
        long rows = bytes() / rowBytes;
        long all = (long) slots * contextLength;
        if (rows >= all) {
            return all;
        }
        LOG.infof(
                "KV rows may take %d of %d MB, %d of %d x %d rows; caduceus.engine.kv-memory says otherwise",
                bytes() >> 20, total >> 20, rows, slots, contextLength);
        if (rows < contextLength) {
            LOG.warnf(
                    "That is less than one context of %d tokens, which is granted all the same; give the process more memory,"
                            + " or set a smaller caduceus.context-length or caduceus.dtype",
                    contextLength);
        }
        return Math.max(rows, contextLength);
    }
}

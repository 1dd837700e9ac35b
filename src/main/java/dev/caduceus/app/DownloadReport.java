package dev.caduceus.app;

import dev.caduceus.hub.DownloadListener;
import dev.caduceus.hub.Progress;
import dev.caduceus.model.LlamaModel;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Tells how a download goes: a bar where there is a terminal to draw it on, else a line in the log now and then. */
final class DownloadReport implements DownloadListener {
    private static final Logger LOG = Logger.getLogger(DownloadReport.class);

    private static final Duration BETWEEN_BARS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR = 24;
    private static final double MEGABYTE = 1e6;
    private static final String REST_OF_LINE = "\u001b[K";

    private final String model;
    private final Consumer<Progress> state;
    private final boolean isTerminal;
    private final long start = System.nanoTime();
    private long firstDone = -1;
    private long lastTold;
    private boolean isBarDrawn;

    /** @param state is given every step, for those who ask in between */
    DownloadReport(String model, Consumer<Progress> state) {
        this.model = model;
        this.state = state;
        this.isTerminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
    }

    @Override
    public void progress(Progress progress) {
        state.accept(progress);
        if (firstDone < 0) {
            firstDone = progress.done();
        }
        long now = System.nanoTime();
        Duration between = isTerminal ? BETWEEN_BARS : BETWEEN_LINES;
        boolean isEnd = progress.done() == progress.total();
        if (!isEnd && lastTold != 0 && now - lastTold < between.toNanos()) {
            return;
        }
        lastTold = now;
        String line = line(progress, (progress.done() - firstDone) * 1e9 / Math.max(1, now - start));
        if (isTerminal) {
            isBarDrawn = !isEnd;
            System.err.print("\r" + model + " " + bar(progress) + " " + line + REST_OF_LINE + (isEnd ? "\n" : ""));
            System.err.flush();
        } else {
            LOG.infof("downloading %s: %s", model, line);
        }
    }

    @Override
    public void note(String message) {
        if (isBarDrawn) {
            System.err.println();
            isBarDrawn = false;
        }
        LOG.warnf("downloading %s: %s", model, message);
    }

    /** A model that can't be used is told before gigabytes of it are fetched. */
    @Override
    public void described(Path snapshot) {
        LlamaModel.check(snapshot);
    }

    static String bar(Progress progress) {
        int full = BAR * progress.percent() / 100;
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    /** @param rate bytes a second; 0 where nothing is known yet */
    static String line(Progress progress, double rate) {
        String line = String.format(
                Locale.ROOT, "%d %% of %.1f MB, %s", progress.percent(), progress.total() / MEGABYTE, progress.file());
        long left = rate > 0 ? Math.round((progress.total() - progress.done()) / rate) : 0;
        return rate <= 0 || left == 0
                ? line
                : String.format(
                        Locale.ROOT, "%s, %.1f MB/s, %d:%02d left", line, rate / MEGABYTE, left / 60, left % 60);
    }
}

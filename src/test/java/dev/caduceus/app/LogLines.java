package dev.caduceus.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** All that is logged while this is open, messages and stack traces. */
public final class LogLines extends Handler implements AutoCloseable {
    /**
     * @param message without the stack trace
     * @param text all of it, the context's values included
     */
    public record Line(String category, String message, String text) {}

    private final PatternFormatter formatter = new PatternFormatter("%s%e %X");
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    public LogLines() {
        setLevel(Level.ALL);
        Logger.getLogger("").addHandler(this);
    }

    public List<Line> all() {
        return lines;
    }

    public List<String> of(String category) {
        return lines.stream()
                .filter(line -> line.category().equals(category))
                .map(Line::message)
                .toList();
    }

    @Override
    public void publish(LogRecord log) {
        ExtLogRecord record = ExtLogRecord.wrap(log);
        lines.add(
                new Line(String.valueOf(log.getLoggerName()), record.getFormattedMessage(), formatter.format(record)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}

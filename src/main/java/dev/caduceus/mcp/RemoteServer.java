package dev.caduceus.mcp;

import dev.caduceus.tool.ToolBinding;
import io.modelcontextprotocol.client.McpSyncClient;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps one server connected, on a virtual thread of its own: lists its tools, looks after it, tries again. */
final class RemoteServer {
    private static final Logger LOG = System.getLogger(RemoteServer.class.getName());

    /** A server that nobody calls is asked so often whether it is there. */
    private static final Duration PING = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final McpSettings settings;
    /** Its lock guards changes of state, so that two servers never take the same name. */
    private final McpServers all;

    private final Semaphore attention = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile ServerState state = new ServerState.Connecting();

    RemoteServer(McpSettings settings, McpServers all) {
        this.settings = settings;
        this.all = all;
    }

    /** Tools of others have the names of some of its. */
    private static final class NameClash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NameClash(String message) {
            super(message);
        }
    }

    String name() {
        return settings.name();
    }

    ServerState state() {
        return state;
    }

    void start() {
        thread.start();
    }

    void close() {
        become(new ServerState.Closed());
        thread.interrupt();
    }

    /** Its tools changed, or a call of one went wrong: it is looked at now. From any thread. */
    void look() {
        attention.release();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!(state instanceof ServerState.Closed)) {
            try (McpSyncClient client = Clients.connect(settings, this::look)) {
                pause = FIRST_PAUSE;
                lookAfter(client);
            } catch (NameClash clash) {
                LOG.log(Level.ERROR, "MCP server {0}: {1}", settings.name(), clash.getMessage());
                become(new ServerState.Refused(String.valueOf(clash.getMessage())));
                return;
            } catch (RuntimeException e) {
                gone(e);
            } catch (InterruptedException e) {
                return;
            }
            if (!rest(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Until the server is gone, which is an exception. */
    private void lookAfter(McpSyncClient client) throws InterruptedException {
        while (true) {
            offer(RemoteTools.of(settings, client, this::look));
            do {
                client.ping();
            } while (!attention.tryAcquire(PING.toMillis(), TimeUnit.MILLISECONDS));
            attention.drainPermits();
            client.ping();
        }
    }

    private void offer(List<ToolBinding> tools) {
        List<String> names =
                tools.stream().map(tool -> tool.definition().name()).toList();
        boolean first = !(state instanceof ServerState.There);
        synchronized (all) {
            List<String> clashing = all.clashing(this, names);
            if (!clashing.isEmpty()) {
                throw new NameClash(
                        "other tools here have the names of its %s; set caduceus.mcp.%s.prefix, and all its tools get it"
                                .formatted(clashing, settings.name()));
            }
            become(new ServerState.There(tools));
        }
        LOG.log(first ? Level.INFO : Level.DEBUG, "MCP server {0} offers {1}", settings.name(), names);
    }

    private void gone(RuntimeException why) {
        if (state instanceof ServerState.Closed) {
            return; // what a closed connection throws is no news
        }
        String words = words(why);
        boolean news = !(state instanceof ServerState.Gone);
        become(new ServerState.Gone(words));
        LOG.log(news ? Level.WARNING : Level.DEBUG, "MCP server {0} is gone: {1}", settings.name(), words);
    }

    /** What the innermost cause that says anything says; some, such as a refused connection, are but their class. */
    static String words(Throwable why) {
        String words = "";
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause.getCause() == null && (message == null || message.isBlank())) {
                return cause.getClass().getSimpleName() + (words.isEmpty() ? "" : ": " + words);
            }
            words = message == null || message.isBlank() ? words : message;
        }
        return words;
    }

    private void become(ServerState next) {
        synchronized (all) {
            if (!(state instanceof ServerState.Closed)) {
                state = next;
                all.changed();
            }
        }
    }

    private static boolean rest(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}

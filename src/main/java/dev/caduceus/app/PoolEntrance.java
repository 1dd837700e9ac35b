package dev.caduceus.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Lets one caller at a time ask the pool for a connection. Agroal (3.2, {@code ConnectionPool.handlerFromSharedCache})
 * spins while another caller opens a connection and the pool could still grow: where the callers are virtual threads, as
 * many of them as there are carriers spin for ever, for the one that opens the connection gets no carrier again.
 */
final class PoolEntrance implements ConnectionFactory {
    private final DataSource pool;
    private final Duration patience;
    private final Semaphore one = new Semaphore(1, true);

    /** @param patience how long to wait to be let in; then the pool has its own patience */
    PoolEntrance(DataSource pool, Duration patience) {
        this.pool = pool;
        this.patience = patience;
    }

    /** @throws SQLTimeoutException where those before did not get theirs in time */
    @Override
    public Connection openConnection() throws SQLException {
        enter();
        try {
            return pool.getConnection();
        } finally {
            one.release();
        }
    }

    private void enter() throws SQLException {
        try {
            if (!one.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLTimeoutException(
                        "No turn to ask for a connection within %s; %d others wait; the database may be down or slow"
                                .formatted(patience, one.getQueueLength()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting to ask for a connection", e);
        }
    }
}

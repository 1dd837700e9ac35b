package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The real pool, on a database that takes its time to be connected to. */
class PoolEntranceTest {
    private static final int POOL = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** H2, reached over a slow network. */
    public static final class SlowDriver implements java.sql.Driver {
        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return DriverManager.getConnection(url, properties);
        }

        @Override
        public boolean acceptsURL(String url) {
            return true;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }

    private static AgroalDataSource pool(int size) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled()
                .connectionPoolConfiguration(pool -> pool.maxSize(size)
                        .acquisitionTimeout(PATIENCE)
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(SlowDriver.class)
                                .jdbcUrl("jdbc:h2:mem:entrance;DB_CLOSE_DELAY=-1"))));
    }

    @Test
    void more_virtual_threads_than_carriers_all_get_a_connection_of_a_pool_that_is_still_empty() throws Exception {
        int callers = 8 * Runtime.getRuntime().availableProcessors() + POOL;
        var start = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (AgroalDataSource pool = pool(POOL)) {
            Jdbi database = Jdbi.create(new PoolEntrance(pool, PATIENCE));
            // Not closed: closing waits for ever for threads that spin.
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            for (int i = 0; i < callers; i++) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return database.withHandle(handle ->
                            handle.createQuery("select 1").mapTo(int.class).one());
                }));
            }
            start.countDown();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            }
        }
    }

    @Test
    void whoever_is_not_let_in_in_time_hears_it_and_the_one_before_gets_its_connection() throws Exception {
        try (AgroalDataSource pool = pool(1);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var entrance = new PoolEntrance(pool, Duration.ofMillis(50));
            Connection only = entrance.openConnection();
            Future<Connection> before = threads.submit(entrance::openConnection);
            while (pool.getMetrics().awaitingCount() == 0) {
                Thread.sleep(1);
            }
            assertThatThrownBy(entrance::openConnection)
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("PT0.05S")
                    .hasMessageContaining("may be down or slow");
            only.close();
            before.get().close();
            entrance.openConnection().close();
        }
    }
}

package dev.caduceus.app;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * Turns {@code caduceus.database} into the {@link Jdbi} that everyone injects. Both drivers are built in, because
 * Quarkus fixes a datasource's kind when it builds; which one is active is decided at each start.
 */
@Singleton
final class ActiveDatabase {
    /** @throws IllegalStateException where the setting names neither of the two */
    @Produces
    @Singleton
    Jdbi jdbi(
            @ConfigProperty(name = "caduceus.database") String name,
            @DataSource("h2") InjectableInstance<AgroalDataSource> h2,
            @DataSource("postgresql") InjectableInstance<AgroalDataSource> postgresql) {
        var chosen = switch (name) {
            case "h2" -> h2;
            case "postgresql" -> postgresql;
            default ->
                throw new IllegalStateException(
                        "caduceus.database must be h2 or postgresql but was '%s'".formatted(name));
        };
        AgroalDataSource pool = chosen.get();
        return Jdbi.create(new PoolEntrance(
                pool, pool.getConfiguration().connectionPoolConfiguration().acquisitionTimeout()));
    }
}

package dev.caduceus.app;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.hub.Hub;
import dev.caduceus.hub.HubId;
import dev.caduceus.hub.HubSettings;
import java.nio.file.Path;

/** Fetches the model that {@code CADUCEUS_MODEL} names into the hub's cache and ends: for a job that fills a volume. */
final class Download {
    private Download() {}

    @SuppressWarnings("SystemOut") // a program of its own, without the service's log
    public static void main(String[] none) throws InterruptedException {
        String model = System.getenv().getOrDefault("CADUCEUS_MODEL", "");
        try {
            var settings = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")));
            var report = new DownloadReport(model, progress -> {});
            System.out.println(new Hub(settings).fetch(HubId.parse(model), report));
        } catch (CaduceusException e) {
            System.err.println("'%s' is not downloaded: %s".formatted(model, e.getMessage()));
            System.exit(1);
        }
    }
}

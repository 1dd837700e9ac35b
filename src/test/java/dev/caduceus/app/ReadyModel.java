package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits for the model that loads in the background. */
final class ReadyModel {
    private static final int TRIES = 600;

    private ReadyModel() {}

    static void await(LocalModel model) throws InterruptedException {
        for (int i = 0; i < TRIES && !isSettled(model.state()); i++) {
            Thread.sleep(100);
        }
        assertThat(model.state()).isInstanceOf(LocalModel.State.Ready.class);
    }

    private static boolean isSettled(LocalModel.State state) {
        return !(state instanceof LocalModel.State.Loading || state instanceof LocalModel.State.Downloading);
    }
}

package dev.caduceus.model;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;

/**
 * Rotary position embedding (Su et al. 2021): pair {@code j} of a head of size {@code d} turns by
 * {@code position / theta^(2j / d)} radians.
 *
 * @param theta the base of the wavelengths, such as 10 000 or 500 000
 */
record Rope(double theta, Scaling scaling) {

    /** How the angles are stretched for contexts longer than the model was first trained on. */
    sealed interface Scaling {
        record None() implements Scaling {}

        /** All positions divided by {@code factor}. */
        record Linear(double factor) implements Scaling {}

        /**
         * Llama 3.1's: waves longer than {@code originalContext / lowFrequency} are stretched by {@code factor}, those
         * shorter than {@code originalContext / highFrequency} not at all, those between in proportion.
         */
        record Llama3(double factor, double lowFrequency, double highFrequency, int originalContext)
                implements Scaling {}
    }

    private static final double DEFAULT_THETA = 10_000;

    /** From {@code rope_parameters} (transformers 5), or {@code rope_scaling} beside {@code rope_theta} (4). */
    static Rope read(JsonFile config) {
        boolean isNew = config.has("rope_parameters");
        JsonFile rope = config.object(isNew ? "rope_parameters" : "rope_scaling");
        double theta = rope.positive("rope_theta", config.positive("rope_theta", DEFAULT_THETA));
        double turned = rope.positive("partial_rotary_factor", config.positive("partial_rotary_factor", 1));
        if (turned != 1) {
            throw BadModel.in(config.path(), "partial_rotary_factor", "1 (whole heads are turned)", turned);
        }
        // Before transformers 4.43 the key was "type".
        String type = rope.text("rope_type", rope.text("type", "default"));
        return new Rope(
                theta,
                switch (type) {
                    case "default" -> new Scaling.None();
                    case "linear" -> new Scaling.Linear(rope.positive("factor"));
                    case "llama3" -> llama3(rope);
                    default ->
                        throw CaduceusException.of(
                                ErrorCode.BAD_MODEL,
                                "%s: rope_type %s is not supported; supported are default, linear, llama3. Where it was added by"
                                        + " hand to stretch the context (yarn, dynamic), take it out again",
                                config.path(),
                                type);
                });
    }

    private static Scaling llama3(JsonFile rope) {
        double low = rope.positive("low_freq_factor");
        double high = rope.positive("high_freq_factor");
        if (low >= high) {
            throw BadModel.in(rope.path(), "low_freq_factor", "less than high_freq_factor " + high, low);
        }
        return new Scaling.Llama3(
                rope.positive("factor"),
                low,
                high,
                rope.count("original_max_position_embeddings", ModelConfig.MAX_POSITIONS));
    }

    /**
     * Radians a position, shape [headSize / 2]. Each step is rounded to float32, as transformers' tensors round it: an
     * error here grows with the position.
     */
    float[] inverseFrequencies(int headSize) {
        float[] frequencies = new float[headSize / 2];
        for (int j = 0; j < frequencies.length; j++) {
            float exponent = 2f * j / headSize;
            frequencies[j] = scaled(1f / (float) Math.pow(theta, exponent));
        }
        return frequencies;
    }

    private float scaled(float frequency) {
        return switch (scaling) {
            case Scaling.None() -> frequency;
            case Scaling.Linear(double factor) -> (float) (frequency / factor);
            case Scaling.Llama3 llama3 -> scaled(frequency, llama3);
        };
    }

    private static float scaled(float frequency, Scaling.Llama3 by) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength > by.originalContext / by.lowFrequency) {
            return (float) (frequency / by.factor);
        }
        if (wavelength < by.originalContext / by.highFrequency) {
            return frequency;
        }
        double kept = (by.originalContext / wavelength - by.lowFrequency) / (by.highFrequency - by.lowFrequency);
        return (float) ((1 - kept) * frequency / by.factor + kept * frequency);
    }
}

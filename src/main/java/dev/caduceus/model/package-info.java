/**
 * Turns token ids into logits: a Hugging Face folder (Llama, Mistral, Qwen) on libtorch, its KV cache in fixed slots.
 * Cost: one native call a step, or none where Java's own kernels compute it; weights are mapped, not copied, in their own
 * precision.
 *
 * <pre>{@code
 * try (CausalLm lm = LlamaModel.open(folder, LoadOptions.DEFAULT)) {
 *     float[] next = lm.prefill(0, 0, promptIds);                         // logits after the last id, shape [vocab]
 *     float[][] rows = lm.decode(List.of(new DecodeRow(0, promptIds.length, id)));
 * }
 * }</pre>
 */
@NullMarked
package dev.caduceus.model;

import org.jspecify.annotations.NullMarked;

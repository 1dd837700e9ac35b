/**
 * Turns a model's id on the Hugging Face hub into its folder in the hub's local cache: only the files a model needs,
 * each checked against the hash that the hub gives for it. Cost: one request where everything is there already, none
 * offline; otherwise the files' bytes, once, whatever breaks in between.
 *
 * <pre>{@code
 * Hub hub = new Hub(HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home"))));
 * Path folder = hub.fetch(HubId.parse("NousResearch/Hermes-3-Llama-3.2-3B"), DownloadListener.NONE);
 * }</pre>
 *
 * <p>The cache is laid out as {@code huggingface_hub} lays it out, and locked as it locks it, so that both find what the
 * other one fetched:
 *
 * <pre>
 * hub/models--org--name/refs/main                       the commit
 *                      /snapshots/COMMIT/config.json    → ../../blobs/HASH
 *                      /blobs/HASH                      HASH.incomplete while it arrives
 * hub/.locks/models--org--name/HASH.lock
 * </pre>
 */
@NullMarked
package dev.caduceus.hub;

import org.jspecify.annotations.NullMarked;

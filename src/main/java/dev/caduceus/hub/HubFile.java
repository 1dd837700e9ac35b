package dev.caduceus.hub;

/**
 * A file of a model, as the hub describes it.
 *
 * @param name without a folder
 * @param size in bytes
 */
record HubFile(String name, long size, ContentHash hash) {}

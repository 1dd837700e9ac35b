package dev.caduceus.hub;

import java.time.Duration;

/**
 * How much is put up with.
 *
 * @param retries of whatever fails
 * @param stall how long a connection may bring nothing before it counts as broken
 */
record Patience(Retries retries, Duration stall) {}

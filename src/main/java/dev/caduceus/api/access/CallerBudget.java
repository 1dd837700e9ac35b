package dev.caduceus.api.access;

import dev.caduceus.api.access.AccessSettings.CallerLimits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each caller has left of its limits. Remembers the callers seen last; one that was forgotten begins anew, which
 * takes as many others to bring about. Safe for many threads.
 */
final class CallerBudget {
    private static final int REMEMBERED = 10_000;

    private final CallerLimits limits;
    private final TimeMeter clock;
    private final Map<String, Account> accounts;

    CallerBudget(CallerLimits limits) {
        this(limits, TimeMeter.SYSTEM_NANOTIME, REMEMBERED);
    }

    CallerBudget(CallerLimits limits, TimeMeter clock, int remembered) {
        this.limits = limits;
        this.clock = clock;
        accounts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
                return size() > remembered;
            }
        };
    }

    /** Whether a request may run. */
    sealed interface Verdict {
        /** @param end to be run when the request is over, once */
        record Granted(Runnable end) implements Verdict {}

        /** @param retryAfter when it may be tried again */
        record Refused(String why, Duration retryAfter) implements Verdict {}
    }

    Verdict ask(String caller) {
        Account account = account(caller);
        if (limits.concurrentRequests() > 0 && !account.enter(limits.concurrentRequests())) {
            return new Verdict.Refused(
                    "%d requests of yours are running, which is the limit; wait for one to end"
                            .formatted(limits.concurrentRequests()),
                    Duration.ofSeconds(1));
        }
        if (limits.requestsPerMinute() > 0) {
            var probe = account.requests.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                account.leave();
                return new Verdict.Refused(
                        "You may send %d requests a minute; wait a moment".formatted(limits.requestsPerMinute()),
                        Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
        }
        return new Verdict.Granted(account::leave);
    }

    private synchronized Account account(String caller) {
        return accounts.computeIfAbsent(caller, name -> new Account(bucket()));
    }

    private Bucket bucket() {
        int requests = Math.max(1, limits.requestsPerMinute());
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(requests).refillGreedy(requests, Duration.ofMinutes(1)))
                .withCustomTimePrecision(clock)
                .build();
    }

    /** One caller's. */
    private static final class Account {
        private final Bucket requests;
        private int running;

        Account(Bucket requests) {
            this.requests = requests;
        }

        synchronized boolean enter(int most) {
            if (running >= most) {
                return false;
            }
            running++;
            return true;
        }

        synchronized void leave() {
            running = Math.max(0, running - 1);
        }
    }
}

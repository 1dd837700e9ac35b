package dev.caduceus.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.api.access.AccessSettings.CallerLimits;
import dev.caduceus.api.access.CallerBudget.Verdict;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallerBudgetTest {
    private long now;

    @Test
    void a_minutes_requests_may_come_at_once_and_come_back_one_by_one() {
        CallerBudget budget = budget(6, 0, 100);
        for (int i = 0; i < 6; i++) {
            granted(budget, "ann");
        }
        Verdict.Refused refused = refused(budget, "ann");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(refused.why()).contains("6 requests a minute");
        granted(budget, "bob");
        now += Duration.ofSeconds(10).toNanos();
        granted(budget, "ann");
        refused(budget, "ann");
    }

    @Test
    void so_many_at_a_time_and_one_more_when_one_has_ended() {
        CallerBudget budget = budget(0, 2, 100);
        Verdict.Granted first = granted(budget, "ann");
        granted(budget, "ann");
        assertThat(refused(budget, "ann").why()).contains("2 requests of yours are running");
        granted(budget, "bob");
        first.end().run();
        granted(budget, "ann");
        refused(budget, "ann");
    }

    @Test
    void a_request_that_is_refused_for_its_rate_takes_nobodys_place() {
        CallerBudget budget = budget(1, 2, 100);
        granted(budget, "ann").end().run();
        for (int i = 0; i < 5; i++) {
            assertThat(refused(budget, "ann").why()).contains("a minute");
        }
    }

    @Test
    void of_many_callers_those_seen_last_are_remembered() {
        CallerBudget budget = budget(1, 0, 3);
        granted(budget, "ann");
        granted(budget, "bob");
        refused(budget, "ann");
        for (String other : new String[] {"carl", "dora"}) {
            granted(budget, other);
        }
        refused(budget, "ann");
        granted(budget, "bob");
    }

    @Test
    void zero_is_no_limit() {
        CallerBudget budget = budget(0, 0, 3);
        for (int i = 0; i < 1000; i++) {
            granted(budget, "ann");
        }
    }

    private CallerBudget budget(int aMinute, int atATime, int remembered) {
        var clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return now;
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        return new CallerBudget(new CallerLimits(aMinute, atATime), clock, remembered);
    }

    private static Verdict.Granted granted(CallerBudget budget, String caller) {
        Verdict verdict = budget.ask(caller);
        assertThat(verdict).isInstanceOf(Verdict.Granted.class);
        return (Verdict.Granted) verdict;
    }

    private static Verdict.Refused refused(CallerBudget budget, String caller) {
        Verdict verdict = budget.ask(caller);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return (Verdict.Refused) verdict;
    }
}

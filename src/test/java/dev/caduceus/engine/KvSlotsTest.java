package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KvSlotsTest {
    private final HashCausalLm lm = new HashCausalLm(400, 3);
    private final KvSlots slots = new KvSlots(lm, EngineLimits.DEFAULT);

    @Test
    void a_next_turn_goes_on_in_the_slot_of_the_last() {
        int slot = ran(ids(1, 200));
        int[] next = joined(ids(1, 195), ids(50, 30));
        assertThat(claim(next)).isEqualTo(slot);
        assertThat(slots.rows(slot)).isEqualTo(195);
        assertThat(lm.calls).isEmpty();
    }

    @Test
    void the_last_token_of_a_prompt_is_always_read() {
        int slot = ran(ids(1, 100));
        assertThat(claim(ids(1, 100))).isEqualTo(slot);
        assertThat(slots.rows(slot)).isEqualTo(99);
    }

    @Test
    void another_conversation_with_the_same_tools_copies_their_rows_and_leaves_the_first_alone() {
        int[] first = joined(ids(1, 100), ids(20, 100));
        int source = ran(first);
        int[] second = joined(ids(1, 100), ids(33, 50));
        int slot = claim(second);
        assertThat(slot).isNotEqualTo(source);
        assertThat(slots.rows(slot)).isZero();
        assertThat(slots.catchUp(slot, second, second.length, 0)).isEqualTo(100);
        assertThat(slots.rows(source)).isEqualTo(200);
        assertThat(lm.calls).containsExactly("copy " + source + ">" + slot + ":100");
    }

    @Test
    void rows_are_copied_from_a_slot_that_is_still_busy() {
        int[] first = ids(1, 90);
        int source = claim(first);
        lm.prefill(source, 0, first);
        slots.wrote(source, 0, Arrays.copyOf(first, 90));
        int[] second = joined(ids(1, 60), ids(40, 60));
        int slot = claim(second);
        assertThat(slots.catchUp(slot, second, second.length, 0)).isEqualTo(60);
    }

    @Test
    void the_least_recently_used_rows_are_given_up() {
        int oldest = ran(ids(1, 50));
        int newer = ran(ids(11, 50));
        int newest = ran(ids(21, 50));
        assertThat(IntStream.of(oldest, newer, newest)).doesNotHaveDuplicates();
        claimAndRelease(ids(1, 60)); // used again
        assertThat(claim(ids(31, 50))).isEqualTo(newer);
        assertThat(slots.rows(newer)).isZero();
    }

    @Test
    void a_handful_of_rows_is_not_worth_a_copy() {
        ran(joined(ids(1, KvSlots.WORTH_A_COPY - 1), ids(30, 90)));
        int[] prompt = joined(ids(1, KvSlots.WORTH_A_COPY - 1), ids(40, 90));
        int slot = claim(prompt);
        assertThat(slots.catchUp(slot, prompt, prompt.length, 0)).isZero();
        assertThat(lm.calls).isEmpty();
    }

    @Test
    void with_the_cache_off_nothing_is_found() {
        KvSlots off = new KvSlots(lm, EngineLimits.DEFAULT.withPrefixCache(false));
        int[] prompt = ids(1, 100);
        int slot = off.claim(prompt, 100);
        lm.prefill(slot, 0, prompt);
        off.wrote(slot, 0, Arrays.copyOf(prompt, 100));
        off.release(slot);
        for (int i = 0; i < 3; i++) {
            int again = off.claim(prompt, 100);
            assertThat(off.rows(again)).isZero();
            assertThat(off.catchUp(again, prompt, 100, 0)).isZero();
        }
        assertThat(off.free()).isZero();
    }

    @Test
    void after_forgetting_no_free_slot_has_rows_but_a_busy_one_keeps_its() {
        int[] busy = ids(1, 40);
        int slot = claim(busy);
        slots.wrote(slot, 0, Arrays.copyOf(busy, 40));
        int free = ran(ids(30, 40));
        slots.forget();
        assertThat(slots.rows(slot)).isEqualTo(40);
        assertThat(slots.rows(free)).isZero();
    }

    @Test
    void a_busy_slot_grows_at_the_cost_of_the_last_rows_that_were_used_least_recently() {
        KvSlots tight = new KvSlots(lm, EngineLimits.DEFAULT.withKvRows(112));
        int old = tight.claim(ids(1, 48), 48);
        int newer = tight.claim(ids(11, 32), 32);
        int growing = tight.claim(ids(21, 20), 20);
        for (int slot : new int[] {old, newer}) {
            tight.wrote(slot, 0, ids(slot == old ? 1 : 11, slot == old ? 48 : 32));
            tight.release(slot);
        }
        assertThat(tight.reserve(growing, 32)).isTrue();
        assertThat(tight.rows(old)).isEqualTo(48);
        assertThat(tight.reserve(growing, 33)).isTrue();
        assertThat(tight.rows(old)).isEqualTo(32);
        assertThat(tight.reserve(growing, 90)).isTrue();
        assertThat(List.of(tight.rows(old), tight.rows(newer), tight.room(growing)))
                .isEqualTo(List.of(0, 16, 96));
        assertThat(tight.within(growing)).isEqualTo(96);
        assertThat(tight.reserve(growing, 113)).isFalse();
        assertThat(tight.rows(newer)).isEqualTo(16);
    }

    @Test
    void a_prefix_that_a_copy_would_push_out_is_taken_over_where_it_stands() {
        KvSlots tight = new KvSlots(lm, EngineLimits.DEFAULT.withKvRows(160));
        int first = tight.claim(joined(ids(1, 80), ids(20, 60)), 140);
        tight.wrote(first, 0, joined(ids(1, 80), ids(20, 60)));
        tight.release(first);
        assertThat(tight.claim(joined(ids(1, 80), ids(33, 40)), 120)).isEqualTo(first);
        assertThat(tight.rows(first)).isEqualTo(80);
    }

    private int claim(int[] prompt) {
        return slots.claim(prompt, prompt.length);
    }

    private int claimAndRelease(int[] prompt) {
        int slot = claim(prompt);
        slots.release(slot);
        return slot;
    }

    /** A sequence came, was read and left. */
    private int ran(int[] tokens) {
        int slot = claim(tokens);
        int start = slots.rows(slot);
        lm.prefill(slot, start, java.util.Arrays.copyOfRange(tokens, start, tokens.length));
        slots.wrote(slot, start, Arrays.copyOfRange(tokens, start, tokens.length));
        slots.release(slot);
        lm.calls.clear();
        return slot;
    }

    /** Ids that depend on {@code start}, so that two runs with different starts share nothing. */
    private static int[] ids(int start, int length) {
        return IntStream.range(0, length)
                .map(i -> (start + i * 7) % HashCausalLm.THROWS)
                .toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }
}

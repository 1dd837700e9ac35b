package dev.caduceus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromptLookupTest {
    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void the_index_finds_what_a_search_from_the_end_finds(int seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(4);
        NgramIndex index = new NgramIndex(size);
        int[] text = random.ints(400, 0, 2 + random.nextInt(seed % 2 == 0 ? 5 : 5000))
                .toArray();
        for (int length = 0; length <= text.length; length += random.nextInt(3)) {
            assertThat(index.lookUp(text, length)).isEqualTo(search(text, length, size));
        }
    }

    private static int search(int[] text, int length, int size) {
        for (int end = length - 1; end >= size; end--) {
            if (Arrays.equals(text, end - size, end, text, length - size, length)) {
                return end;
            }
        }
        return NgramIndex.NOWHERE;
    }

    @Test
    void the_longest_run_is_continued_from_its_last_occurrence() {
        int[] text = {1, 2, 3, 40, 9, 1, 2, 3, 50, 51, 9, 3, 60, 9, 1, 2, 3};
        assertThat(lucky(8).draft(text, text.length, 5)).containsExactly(50, 51, 9, 3, 60);
        assertThat(lucky(8).draft(text, text.length, 2)).containsExactly(50, 51);
        assertThat(lucky(3).draft(text, text.length, 9)).containsExactly(50, 51, 9);
        assertThat(lucky(8).draft(text, 13, 9)).as("nothing like 60 before").isEmpty();
    }

    @Test
    void a_guess_is_no_longer_than_what_stands_there() {
        assertThat(lucky(8).draft(new int[] {7, 7, 7}, 3, 9)).containsExactly(7);
    }

    @Test
    void guesses_grow_where_they_are_right() {
        PromptLookup lookup = new PromptLookup(8);
        int[] text = IntStream.range(0, 200).map(i -> i % 20).toArray();
        int[] lengths = new int[6];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = lookup.draft(text, text.length - 50 + i, 9).length;
            lookup.judge(lengths[i], lengths[i]);
        }
        assertThat(lengths).containsExactly(2, 7, 8, 8, 8, 8);
    }

    @Test
    void where_guesses_are_wrong_hardly_any_is_made_and_one_that_is_right_brings_them_back() {
        PromptLookup lookup = new PromptLookup(8);
        int[] text = IntStream.range(0, 2000).map(i -> i % 20).toArray();
        int guessed = 0;
        int length = 500;
        for (; length < 1500; length++) {
            int count = lookup.draft(text, length, 9).length;
            guessed += count;
            if (count > 0) {
                lookup.judge(count, 0);
            }
        }
        assertThat(guessed).isBetween(10, 20);
        for (int asked = 0; asked < 100; asked++) {
            int count = lookup.draft(text, length++, 9).length;
            if (count > 0) {
                lookup.judge(count, count);
            }
        }
        assertThat(lookup.draft(text, length, 9)).hasSize(8);
    }

    @Test
    void off_means_none() {
        assertThat(new PromptLookup(0).draft(new int[] {1, 2, 1}, 3, 9)).isEmpty();
    }

    /** One whose guesses after the longest runs have always been right. */
    private static PromptLookup lucky(int longest) {
        PromptLookup lookup = new PromptLookup(longest);
        lookup.judge(30, 30);
        return lookup;
    }
}

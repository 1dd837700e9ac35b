package dev.caduceus.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ten questions                          | 10
            Twenty-five please                     | 20 5 25
            two hundred and fifty                  | 2 200 50 250
            three thousand two hundred             | 3 3000 2 3002 3200
            two dozen eggs                         | 2 24
            five, six or seven                     | 5 6 7
            twice a week                           | 2
            under $1,000.50                        | 1000.50 1000.5 1 0 50
            at 6pm or 10:30                        | 6 10 30
            -5 degrees, 3-4 days                   | -5 5 3 4 -4
            007                                    | 7
            19.90                                  | 19.90 19.9 19 90
            ORD-1001                               | -1001 1001
            none at all, tent, often               | ''
            """)
    void numbers_are_found_as_digits_and_as_words(String text, String numbers) {
        assertThat(String.join(" ", NumberWords.in(text)).split(" ")).containsExactlyInAnyOrder(numbers.split(" "));
    }
}

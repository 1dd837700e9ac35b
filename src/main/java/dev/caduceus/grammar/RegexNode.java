package dev.caduceus.grammar;

import java.util.List;

/** A regular expression as a tree. */
sealed interface RegexNode {
    record Characters(CodePoints set) implements RegexNode {}

    /** All of them, in order. */
    record Run(List<RegexNode> parts) implements RegexNode {}

    record Either(List<RegexNode> options) implements RegexNode {}

    /** @param maximum {@link #UNLIMITED} for no limit */
    record Repeat(RegexNode part, int minimum, int maximum) implements RegexNode {}

    /** {@code ^} */
    record Begin() implements RegexNode {}

    /** {@code $} */
    record End() implements RegexNode {}

    int UNLIMITED = -1;
}

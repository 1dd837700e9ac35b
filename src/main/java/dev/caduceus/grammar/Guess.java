package dev.caduceus.grammar;

import java.util.Arrays;

/**
 * A guess at what comes next, for a network that reads several ids as fast as one: what was copied from the
 * conversation, as far as the grammar goes along, and all that it forces between; where the copy ends in what can't
 * follow, the shortest end of the reply.
 */
final class Guess {
    /** Right behind one of these a value has only begun; it hardly ends there. */
    private static final String BEGINNINGS = "\" [{:,\n";

    private final Matcher matcher;
    private final int[] ids;
    private int size;

    private Guess(Matcher matcher, int most) {
        this.matcher = matcher;
        this.ids = new int[most];
    }

    /**
     * @param matcher is taken along
     * @param copied may be empty
     */
    static int[] of(Matcher matcher, int[] copied, int most) {
        if (matcher.ended() || matcher.unconstrained()) {
            return Arrays.copyOf(copied, Math.min(copied.length, most));
        }
        var guess = new Guess(matcher, most);
        guess.follow(copied);
        return Arrays.copyOf(guess.ids, guess.size);
    }

    private void follow(int[] copied) {
        int at = 0;
        boolean along = true;
        while (at < copied.length && size < ids.length && along) {
            along = matcher.accepts(copied[at]);
            if (along) {
                add(copied[at++]);
                int behind = jump(copied, at);
                along = behind >= 0;
                at = Math.max(at, behind);
            } else {
                end();
            }
        }
        if (copied.length == 0) {
            end();
        }
    }

    /** Adds what is forced here. @return where the copy goes on behind that; -1 where it says something else */
    private int jump(int[] copied, int from) {
        int at = from;
        boolean same = true;
        for (int[] forced = matcher.forced(); forced.length > 0 && size < ids.length; forced = matcher.forced()) {
            for (int id : forced) {
                matcher.accept(id);
                add(id);
                same &= at >= copied.length || copied[at] == id;
                at++;
            }
        }
        return same ? at : -1;
    }

    private void end() {
        if (!matcher.mayEnd() && BEGINNINGS.indexOf(matcher.lastByte()) < 0) {
            for (int id : matcher.ending()) {
                add(id);
            }
        }
    }

    private void add(int id) {
        if (size < ids.length) {
            ids[size++] = id;
        }
    }
}

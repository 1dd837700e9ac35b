package dev.caduceus.hub;

import static dev.caduceus.chat.CaduceusException.require;

import java.util.regex.Pattern;

/**
 * A model on the hub and which of its versions.
 *
 * @param repository such as {@code NousResearch/Hermes-3-Llama-3.2-3B}
 * @param revision a branch, a tag or a commit
 */
public record HubId(String repository, String revision) {
    private static final String MAIN = "main";
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");

    /** No part begins with a dot, so that none leads out of a folder. */
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][\\w.-]*(/[A-Za-z0-9_][\\w.-]*)*");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    public HubId {
        require(
                REPOSITORY.matcher(repository).matches() && !repository.contains("--"),
                "a model's id on the hub is owner/name, but was '%s'",
                repository);
        require(
                REVISION.matcher(revision).matches(),
                "a revision is a branch, a tag or a commit, but was '%s'",
                revision);
    }

    /** Whether {@code text} looks like {@code owner/name} or {@code owner/name@revision}. */
    public static boolean fits(String text) {
        int at = text.indexOf('@');
        String repository = at < 0 ? text : text.substring(0, at);
        return REPOSITORY.matcher(repository).matches()
                && !repository.contains("--")
                && (at < 0 || REVISION.matcher(text.substring(at + 1)).matches());
    }

    /** @param text {@code owner/name}, which means its branch main, or {@code owner/name@revision} */
    public static HubId parse(String text) {
        int at = text.indexOf('@');
        return at < 0 ? new HubId(text, MAIN) : new HubId(text.substring(0, at), text.substring(at + 1));
    }

    /** A commit's files never change: what is there need not be asked for again. */
    boolean isCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return revision.equals(MAIN) ? repository : repository + "@" + revision;
    }
}

package dev.caduceus.conversation;

/**
 * What a conversation is found by. The same id of two owners is two conversations, so that nobody can tell whether
 * somebody else has one of that id.
 *
 * @param owner a caller's name; empty for anonymous callers, who share theirs
 */
public record ConversationKey(String owner, String id) {}

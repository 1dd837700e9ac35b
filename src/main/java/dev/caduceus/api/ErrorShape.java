package dev.caduceus.api;

/** How errors look below some path, where a contract of others says so. A bean of this type is enough. */
public interface ErrorShape {
    /** @param path of the request, such as {@code /v1/models} */
    boolean fits(String path);

    /** What stands in {@code error}, as the contract's clients read it; Jackson writes it. */
    Object body(ErrorBody error);
}

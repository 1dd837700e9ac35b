package dev.caduceus.tool;

import java.util.List;

/** Tools that come and go while the service runs. Safe for many threads. */
public interface ToolSource {
    /** Those that are there: the same list object for as long as nothing changes, in an order that stays. */
    List<ToolBinding> tools();
}

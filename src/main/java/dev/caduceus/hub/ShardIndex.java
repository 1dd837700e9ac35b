package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.schema.Json;
import java.util.List;
import java.util.TreeSet;

/** The files that {@code model.safetensors.index.json} spreads the weights over. */
final class ShardIndex {
    private ShardIndex() {}

    /**
     * @param what of which index a message speaks
     * @return names of files, none of which can lead out of the folder
     */
    static List<String> read(String what, String json) {
        var shards = new TreeSet<String>();
        try {
            Json.read(json).path("weight_map").forEach(shard -> shards.add(shard.asText()));
        } catch (IllegalArgumentException e) {
            throw bad(what, String.valueOf(e.getMessage()));
        }
        if (shards.isEmpty()) {
            throw bad(what, "no weight_map");
        }
        for (String shard : shards) {
            if (!shard.matches("[A-Za-z0-9_][\\w.-]*\\.safetensors")) {
                throw bad(what, "'" + shard + "', which is not the name of a .safetensors file beside it");
            }
        }
        return List.copyOf(shards);
    }

    private static CaduceusException bad(String what, Object found) {
        return CaduceusException.of(
                ErrorCode.BAD_MODEL, "%s: expected the names of the files with the weights but found %s", what, found);
    }
}

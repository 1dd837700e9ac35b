package dev.caduceus.app;

import dev.caduceus.tools.AssistantTools;
import dev.caduceus.tools.BookRecommendation;
import dev.caduceus.tools.EducationTools;
import dev.caduceus.tools.HealthTools;
import dev.caduceus.tools.Joke;
import dev.caduceus.tools.ShopTools;
import dev.caduceus.tools.SongRecommendation;
import dev.caduceus.tools.SupportTools;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a native image could not find out: the tools' methods are called, and what they return is written, by reflection. An
 * application lists its own in the same way. What DJL lacks stands in reachability-metadata.json.
 */
@RegisterForReflection(
        targets = {
            AssistantTools.class,
            EducationTools.class,
            HealthTools.class,
            ShopTools.class,
            SupportTools.class,
            Joke.class,
            BookRecommendation.class,
            SongRecommendation.class
        })
final class NativeReflection {
    private NativeReflection() {}
}

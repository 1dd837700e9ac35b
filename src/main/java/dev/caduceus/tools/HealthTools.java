package dev.caduceus.tools;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.tool.Grounded;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Healthcare: symptoms, over-the-counter medication, specialists. A demonstration, no medical advice. */
@Priority(5)
@Singleton
public class HealthTools {
    private static final String GENERAL_ADVICE = "Rest and drink water.";
    private static final Advice SEE_A_DOCTOR = new Advice(2, "See a doctor today.");
    private static final int SEVERE = 8;

    private final Jdbi database;
    private final Catalog catalog;
    private final SpokenTimes times;

    HealthTools(Jdbi database, Catalog catalog, SpokenTimes times) {
        this.database = database;
        this.catalog = catalog;
        this.times = times;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SymptomEntry(
            String entryId, List<String> symptoms, @Nullable Integer severity, String advice) {}

    /** Records them, and gives the most urgent advice that any of them calls for. */
    @Tool(name = "track_symptoms", value = "Record a patient's symptoms.")
    public SymptomEntry trackSymptoms(
            @Grounded @P(value = "The symptoms, one by one", required = true) List<String> symptoms,
            @P(value = "Severity from 1 to 10", required = false) @Nullable Integer severity) {
        Integer level = severity == null ? null : (Integer) Arguments.within("severity", severity, 1, 10);
        List<String> named = symptoms.stream()
                .map(symptom -> Arguments.text("a symptom", symptom))
                .toList();
        String joined = Arguments.text("symptoms", String.join(", ", named));
        int id = database.withHandle(handle -> handle.createUpdate("INSERT INTO symptom_entry"
                        + " (symptoms, severity, recorded_at) VALUES (:symptoms, :severity, :now)")
                .bind("symptoms", joined)
                .bind("severity", level)
                .bind("now", times.now())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(int.class)
                .one());
        return new SymptomEntry("S-" + id, named, level, advice(named, level));
    }

    private record Advice(int urgency, String text) {}

    private String advice(List<String> symptoms, @Nullable Integer severity) {
        List<Advice> advice = new ArrayList<>(symptoms.stream()
                .flatMap(symptom -> catalog.find(Catalog.Kind.SYMPTOM, symptom).stream())
                .map(this::advice)
                .toList());
        if (severity != null && severity >= SEVERE) {
            advice.add(SEE_A_DOCTOR);
        }
        return advice.stream()
                .max(Comparator.comparingInt(Advice::urgency))
                .map(Advice::text)
                .orElse(GENERAL_ADVICE);
    }

    private Advice advice(String symptom) {
        return database.withHandle(
                handle -> handle.createQuery("SELECT urgency, advice FROM symptom_advice WHERE name = :name")
                        .bind("name", symptom)
                        .map((row, context) -> new Advice(row.getInt("urgency"), row.getString("advice")))
                        .one());
    }

    public record Medication(String condition, List<String> medications, String note) {}

    @Tool(name = "find_medication", value = "Find over-the-counter medication for a condition.")
    public Medication findMedication(@Grounded @P(value = "The condition to treat", required = true) String condition) {
        String asked = Arguments.text("condition", condition);
        String name = catalog.find(Catalog.Kind.REMEDY, asked)
                .orElseThrow(() -> CaduceusException.of(
                        ErrorCode.NOT_FOUND,
                        "I know no over-the-counter medication for '%s'. Please ask a pharmacist.",
                        asked));
        return database.withHandle(handle -> handle.createQuery(
                        "SELECT medications, note FROM remedy WHERE name = :name")
                .bind("name", name)
                .map((row, context) -> new Medication(
                        asked, List.of(row.getString("medications").split(",")), row.getString("note")))
                .one());
    }

    @JsonNaming(SnakeCaseStrategy.class)
    public record Consultation(String consultationId, String specialty, String when, String doctor) {}

    /** With the doctor of the specialty who has the fewest consultations and is free at that time. */
    @Tool(name = "schedule_consultation", value = "Schedule a consultation with a medical specialist.")
    public Consultation scheduleConsultation(
            @Grounded @P(value = "Medical specialty", required = true) String specialty,
            @Grounded @P(value = "Date and time, in the user's words or ISO-8601", required = true) String when) {
        String name = catalog.find(Catalog.Kind.SPECIALTY, Arguments.text("specialty", specialty))
                .orElseThrow(
                        () -> CaduceusException.of(ErrorCode.NOT_FOUND, "There is no specialist for '%s'.", specialty));
        LocalDateTime start = times.resolve(when);
        return database.inTransaction(handle -> {
            String doctor = freeDoctor(handle, name, start);
            int id = handle.createUpdate("INSERT INTO consultation (doctor, starts_at) VALUES (:doctor, :start)")
                    .bind("doctor", doctor)
                    .bind("start", start)
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(int.class)
                    .one();
            return new Consultation("C-" + id, name, SpokenTimes.show(start), doctor);
        });
    }

    private static String freeDoctor(Handle handle, String specialty, LocalDateTime start) {
        return handle.createQuery("SELECT d.name FROM doctor d LEFT JOIN consultation c ON c.doctor = d.name"
                        + " WHERE d.specialty = :specialty AND NOT EXISTS (SELECT 1 FROM consultation taken"
                        + " WHERE taken.doctor = d.name AND taken.starts_at = :start)"
                        + " GROUP BY d.name ORDER BY COUNT(c.id), d.name")
                .bind("specialty", specialty)
                .bind("start", start)
                .mapTo(String.class)
                .findFirst()
                .orElseThrow(() -> CaduceusException.of(
                        ErrorCode.NOT_FOUND,
                        "No doctor of %s is free at %s; say another time.",
                        specialty,
                        SpokenTimes.show(start)));
    }
}

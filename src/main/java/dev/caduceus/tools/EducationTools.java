package dev.caduceus.tools;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.tool.Grounded;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Education: resources, study plans, quizzes. */
@Priority(3)
@Singleton
public class EducationTools {
    private static final int DEFAULT_HOURS_PER_WEEK = 5;
    private static final int DEFAULT_QUESTIONS = 2;
    private static final int MAX_QUESTIONS = 20;

    /** Asked about a topic that has no questions of its own, and after those are used up. */
    private static final List<String> GENERIC_QUESTIONS = List.of(
            "What is %s?",
            "Why is %s important?",
            "How does %s work?",
            "Name one example of %s.",
            "Where does %s matter in daily life?",
            "What do people often get wrong about %s?",
            "How would you explain %s to a child?",
            "What came before %s?");

    private final Jdbi database;
    private final Catalog catalog;

    EducationTools(Jdbi database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    /** The constants are spelt as the schema spells them, because a constant's name is what the model is offered. */
    public enum ResourceType {
        video,
        article,
        book,
        course
    }

    public record Resource(String title, ResourceType type, String topic, String url) {}

    @Tool(name = "find_resource", value = "Find a learning resource on a topic.")
    public Resource findResource(
            @Grounded @P(value = "Topic to learn", required = true) String topic,
            @P(value = "Kind of resource", required = false) @Nullable ResourceType type) {
        String name = catalog.find(Catalog.Kind.TOPIC, Arguments.text("topic", topic))
                .orElseThrow(
                        () -> CaduceusException.of(ErrorCode.NOT_FOUND, "I know no learning resource on '%s'.", topic));
        ResourceType wanted = type == null ? ResourceType.video : type;
        return database.withHandle(handle -> handle.createQuery(
                                "SELECT title, url FROM learning_resource WHERE topic = :topic AND type = :type")
                        .bind("topic", name)
                        .bind("type", wanted.name())
                        .map((row, context) ->
                                new Resource(row.getString("title"), wanted, topic.strip(), row.getString("url")))
                        .findOne())
                .orElseThrow(
                        () -> CaduceusException.of(ErrorCode.NOT_FOUND, "I know no %s on '%s'.", wanted.name(), topic));
    }

    @JsonNaming(SnakeCaseStrategy.class)
    public record StudyPlan(String planId, String subject, int weeks, int hoursPerWeek, int totalHours) {}

    @Tool(name = "create_study_plan", value = "Create a study plan for a subject.")
    public StudyPlan createStudyPlan(
            @Grounded @P(value = "Subject to study", required = true) String subject,
            @P(value = "Length of the plan in weeks", required = true) int weeks,
            @P(value = "Hours of study per week", required = false) @Nullable Integer hours_per_week) {
        String about = Arguments.text("subject", subject);
        int length = Arguments.within("weeks", weeks, 1, 520);
        int hours = Arguments.within(
                "hours_per_week", hours_per_week == null ? DEFAULT_HOURS_PER_WEEK : hours_per_week, 1, 168);
        int id = database.withHandle(handle -> handle.createUpdate(
                        "INSERT INTO study_plan (subject, weeks, hours_per_week) VALUES (:subject, :weeks, :hours)")
                .bind("subject", about)
                .bind("weeks", length)
                .bind("hours", hours)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(int.class)
                .one());
        return new StudyPlan("P-" + id, about, length, hours, length * hours);
    }

    /** The constants are spelt as the schema spells them, because a constant's name is what the model is offered. */
    public enum Difficulty {
        easy,
        medium,
        hard
    }

    public record Quiz(String topic, Difficulty difficulty, List<String> questions) {}

    /** As many questions as asked for, or as there are; those of the topic first. */
    @Tool(name = "quiz_student", value = "Quiz a student on a topic.")
    public Quiz quizStudent(
            @Grounded @P(value = "Topic of the quiz", required = true) String topic,
            @P(value = "Number of questions", required = false) @Nullable Integer questions,
            @P(value = "Difficulty", required = false) @Nullable Difficulty difficulty) {
        String about = Arguments.text("topic", topic);
        int count = Arguments.within("questions", questions == null ? DEFAULT_QUESTIONS : questions, 1, MAX_QUESTIONS);
        Difficulty level = difficulty == null ? Difficulty.medium : difficulty;
        Optional<String> known = catalog.find(Catalog.Kind.TOPIC, about);
        Stream<String> own = known.stream().flatMap(name -> questions(name, level).stream());
        Stream<String> generic = GENERIC_QUESTIONS.stream().map(question -> question.formatted(about));
        return new Quiz(about, level, Stream.concat(own, generic).limit(count).toList());
    }

    private List<String> questions(String topic, Difficulty level) {
        return database.withHandle(handle -> handle.createQuery("SELECT question FROM quiz_question"
                        + " WHERE topic = :topic AND difficulty = :difficulty ORDER BY id")
                .bind("topic", topic)
                .bind("difficulty", level.name())
                .mapTo(String.class)
                .list());
    }
}

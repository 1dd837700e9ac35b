package dev.caduceus.langchain4j.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the scripted model knows: a table in {@code src/test/resources/conformance}, whose rows say a reply to a prompt. The
 * first row whose words all stand in the prompt's end (from the user's last message on, after the schema where one is
 * asked for) counts.
 */
public final class Answers {
    private static final Pattern CALL = Pattern.compile("call (\\w+) (\\{.*})");

    private final List<Row> rows;

    private Answers(List<Row> rows) {
        this.rows = rows;
    }

    private record Row(List<String> words, String reply) {
        static Row of(String line) {
            int arrow = line.indexOf(" -> ");
            String reply = Stream.of(line.substring(arrow + 4).split(" \\+\\+ "))
                    .map(Row::markup)
                    .collect(Collectors.joining("\n"));
            return new Row(List.of(line.substring(0, arrow).split(" && ")), reply);
        }

        private static String markup(String part) {
            var call = CALL.matcher(part);
            return call.matches()
                    ? "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>"
                            .formatted(call.group(1), call.group(2))
                    : part;
        }
    }

    /** @param table such as {@code models} */
    public static Answers of(String table) {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/conformance", table + ".txt"))) {
            return new Answers(
                    lines.filter(line -> !line.startsWith("#")).map(Row::of).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String to(String prompt) {
        String end = prompt.substring(Math.max(0, prompt.lastIndexOf("<|im_start|>user")));
        int schema = prompt.indexOf("You are a helpful assistant that answers in JSON");
        String read = schema < 0 ? end : prompt.substring(schema, prompt.indexOf("<|im_end|>", schema)) + end;
        return rows.stream()
                .filter(row -> row.words().stream().allMatch(read::contains))
                .map(Row::reply)
                .findFirst()
                .orElse("The table has no answer to: " + read);
    }
}

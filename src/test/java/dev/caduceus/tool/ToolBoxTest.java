package dev.caduceus.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.Tolerance;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolBoxTest {
    private final SampleTools bean = new SampleTools();
    private final ToolBox tools = ToolBox.of(JavaTools.of(bean), ToolLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    get_weather       | {"city": "Oslo"}                        | {"city": "Oslo", "temperature": 3.0, "unit": "celsius"}
                    get_weather       | {"unit": "fahrenheit", "city": "Zürich"} | {"city": "Zürich", "temperature": 3.0, "unit": "fahrenheit"}
                    create_study_plan | {"subject": "b", "weeks": 6, "hours_per_week": 5} | {"weeks": 6, "hours": 5}
                    track_symptoms    | {"symptoms": ["a", "b"]}                | "{2}"
                    ping              | {}                                      | "Success"
                    later             | {}                                      | {"street": "Elm", "number": 1, "lit": true}
                    nothing           | {}                                      | null
                    all_types | {"address": {"street": "Elm", "number": 7, "lit": true}, "price": 12.50, "count": 3, "units": ["celsius"]} \
                    | [{"street": "Elm", "number": 7, "lit": true}, 12.50, 3, ["celsius"]]
                    all_types | {"address": {"street": "Elm", "number": 7, "lit": false}, "price": 1, "units": []} \
                    | [{"street": "Elm", "number": 7, "lit": false}, 1, -1, []]
                    """)
    void a_call_becomes_its_result_as_json(String tool, String arguments, String expected) {
        ToolResult result = execute(tool, arguments);
        assertThat(result).isInstanceOf(ToolResult.Success.class);
        String json = ((ToolResult.Success) result).json();
        if (tool.equals("create_study_plan")) {
            assertThat(json).contains("\"weeks\": 6").contains("\"hours\": 5");
        } else {
            assertThat(json).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    create_study_plan | {"subject": "b", "weeks": "6"}    | {"subject": "b", "weeks": 6}
                    create_study_plan | {"subject": "b", "weeks": 6.0}    | {"subject": "b", "weeks": 6}
                    create_study_plan | {"subject": "b", "weeks": "6.0"}  | {"subject": "b", "weeks": 6}
                    create_study_plan | {"subject": 42, "weeks": 6}       | {"subject": "42", "weeks": 6}
                    create_study_plan | {"subject": true, "weeks": 6}     | {"subject": "true", "weeks": 6}
                    create_study_plan | {"subject": "b", "weeks": 6, "hours_per_week": null} | {"subject": "b", "weeks": 6}
                    track_symptoms    | {"symptoms": "fever"}             | {"symptoms": ["fever"]}
                    track_symptoms    | {"symptoms": 7}                   | {"symptoms": ["7"]}
                    track_symptoms    | {"symptoms": "[\\"a\\", \\"b\\"]"} | {"symptoms": ["a", "b"]}
                    track_symptoms    | {"symptoms": ["a", 1.50]}         | {"symptoms": ["a", "1.50"]}
                    all_types | {"address": "{\\"street\\": \\"E\\", \\"number\\": \\"1\\", \\"lit\\": \\"true\\"}", "price": "1.50", "units": "celsius"} \
                    | {"address": {"street": "E", "number": 1, "lit": true}, "price": 1.50, "units": ["celsius"]}
                    """)
    void a_value_of_another_type_is_converted_where_nothing_is_lost(String tool, String arguments, String expected) {
        var call = new ToolCall("c", tool, arguments.replace("\\\\", "\\"), List.of(Tolerance.PYTHON_LITERAL));
        Prepared prepared = tools.prepare(call);
        assertThat(prepared).isInstanceOf(Prepared.Ready.class);
        ToolCall ready = ((Prepared.Ready) prepared).call();
        assertThat(ready.arguments()).isEqualTo(expected);
        assertThat(ready.tolerances()).containsExactly(Tolerance.PYTHON_LITERAL, Tolerance.COERCED_TYPE);
        assertThat(tools.run((Prepared.Ready) prepared)).isInstanceOf(ToolResult.Success.class);
    }

    @Test
    void a_clean_call_keeps_its_text_and_records_no_tolerance() {
        var call = new ToolCall("c", "get_weather", "{ \"city\":\"Oslo\" }");
        assertThat(((Prepared.Ready) tools.prepare(call)).call()).isSameAs(call);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    get_weather | {}                                   | city is missing
                    get_weather | {"city": "Oslo", "units": "kelvin"}  | there is no argument units (it was "kelvin")
                    get_weather | {"city": "Oslo", "unit": "kelvin"}   | unit must be one of "celsius", "fahrenheit" but was "kelvin"
                    get_weather | {"city": {"name": "Oslo"}}           | city must be a string but was {"name": "Oslo"}
                    get_weather | {"city": null}                       | city must be a string but was null
                    get_weather | []                                   | arguments must be an object but was []
                    create_study_plan | {"subject": "b", "weeks": "six"}  | weeks must be an integer but was "six"
                    create_study_plan | {"subject": "b", "weeks": 6.5}    | weeks must be an integer but was 6.5
                    create_study_plan | {"subject": "b", "weeks": "6.5"}  | weeks must be an integer but was "6.5"
                    create_study_plan | {"subject": "b", "weeks": "1e900"} | weeks must be an integer but was "1e900"
                    create_study_plan | {"subject": "b", "weeks": 3000000000} | weeks can't be 3000000000 as int
                    create_study_plan | {"weeks": true}                   | weeks must be an integer but was true; subject is missing
                    track_symptoms | {"symptoms": [["a"]]}             | symptoms[0] must be a string but was ["a"]
                    track_symptoms | {"symptoms": {"a": 1}}            | symptoms must be a list but was {"a": 1}
                    all_types | {"address": {"street": "E", "lit": 1}, "price": "cheap", "units": ["k"]} \
                    | address.lit must be a boolean but was 1; address.number is missing; price must be a number but was "cheap"; units[0] must be one of "celsius", "fahrenheit" but was "k"
                    ping        | {"dummy": ""}                        | there is no argument dummy (it was "")
                    """)
    void a_violation_names_path_value_and_expectation_and_never_reaches_the_method(
            String tool, String arguments, String expected) {
        assertThat(execute(tool, arguments))
                .isEqualTo(new ToolResult.Failure("c", tool, ErrorCode.BAD_ARGUMENTS, expected));
        assertThat(bean.seen).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'{\"city\": '", "''", "'{\"city\": \"a\", \"city\": \"b\"}'", "'{} {}'"})
    void arguments_that_are_no_json_are_refused(String arguments) {
        ToolResult result = execute("get_weather", arguments);
        assertThat(result).isInstanceOf(ToolResult.Failure.class);
        assertThat(((ToolResult.Failure) result).code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
    }

    @Test
    void arguments_beyond_all_reason_are_refused_and_throw_nothing() {
        for (String value : List.of("1e99999999", "9".repeat(5000), "[".repeat(5000) + "]".repeat(5000))) {
            ToolResult result = execute("create_study_plan", "{\"subject\": \"b\", \"weeks\": %s}".formatted(value));
            assertThat(result).isInstanceOf(ToolResult.Failure.class);
            assertThat(((ToolResult.Failure) result).message()).hasSizeLessThan(300);
        }
        assertThat(bean.seen).isEmpty();
    }

    @Test
    void a_tool_that_was_not_offered_is_answered_with_those_that_were() {
        ToolBox two = tools.only(List.of("ping", "get_weather"));
        assertThat(two.execute(new ToolCall("c", "rm_rf", "{}")))
                .isEqualTo(new ToolResult.Failure(
                        "c",
                        "rm_rf",
                        ErrorCode.UNKNOWN_TOOL,
                        "There is no tool 'rm_rf'; the tools are ping, get_weather"));
        assertThat(two.execute(new ToolCall("c", "hang", "{}"))).isInstanceOf(ToolResult.Failure.class);
        assertThat(ToolBox.EMPTY.execute(new ToolCall("c", "ping", "{}"))).isInstanceOf(ToolResult.Failure.class);
    }

    @Test
    void a_choice_of_tools_keeps_its_own_order_and_refuses_unknown_names() {
        assertThat(tools.only(List.of("ping", "get_weather")).definitions())
                .extracting(ToolDefinition::name)
                .containsExactly("ping", "get_weather");
        assertThatThrownBy(() -> tools.only(List.of("nope")))
                .isInstanceOf(CaduceusException.class)
                .hasMessageContaining("nope");
    }

    @Test
    void a_hanging_tool_is_interrupted_when_its_time_is_up() throws InterruptedException {
        ToolBox hasty = ToolBox.of(JavaTools.of(bean), ToolLimits.DEFAULT.withTime(Duration.ofMillis(50)));
        assertThat(hasty.execute(new ToolCall("c", "hang", "{}")))
                .isEqualTo(new ToolResult.Failure(
                        "c", "hang", ErrorCode.TOOL_TIMEOUT, "The tool hang gave no answer within 50 ms"));
        assertThat(bean.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoever_waits_can_be_interrupted_and_the_tool_with_him() throws InterruptedException {
        var results = new LinkedBlockingQueue<ToolResult>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            ToolResult result = execute("hang", "{}");
            results.add(Thread.currentThread().isInterrupted() ? result : execute("ping", "{}"));
        });
        waiting.interrupt();
        ToolResult result = results.poll(30, TimeUnit.SECONDS);
        assertThat(((ToolResult.Failure) result).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    not_found | {"order": "ORD-9"} | NOT_FOUND        | There is no order ORD-9.
                    fail      | {}                 | TOOL_FAILED      | The tool fail failed
                    overflow  | {}                 | TOOL_FAILED      | The tool overflow failed
                    huge      | {}                 | RESULT_TOO_LARGE | The result is larger than 65536 bytes; ask for less at a time
                    endless   | {}                 | RESULT_TOO_LARGE | The result is larger than 65536 bytes; ask for less at a time
                    """)
    void a_tool_that_fails_is_a_result_that_says_no_more_than_it_should(
            String tool, String arguments, ErrorCode code, String message) {
        assertThat(execute(tool, arguments)).isEqualTo(new ToolResult.Failure("c", tool, code, message));
    }

    @Test
    void the_model_reads_results_and_failures_as_agreed() {
        assertThat(ToolBox.toolMessage(new ToolResult.Success("c", "quiz", "{\"price\": 79.0, \"é\": [1, 2]}")))
                .isEqualTo("{\"name\": \"quiz\", \"content\": {\"price\": 79.0, \"é\": [1, 2]}}");
        assertThat(ToolBox.toolMessage(execute("not_found", "{\"order\": \"ORD-9\"}")))
                .isEqualTo("{\"name\": \"not_found\", \"error\": {\"code\": \"NOT_FOUND\", \"message\": \"There is no"
                        + " order ORD-9.\"}}");
    }

    @Test
    void a_text_from_elsewhere_is_an_object_only_where_it_is_one() {
        assertThat(ToolBox.toolMessage("f", "{\"a\":1}")).isEqualTo("{\"name\": \"f\", \"content\": {\"a\": 1}}");
        assertThat(ToolBox.toolMessage("f", "{\"a\":")).isEqualTo("{\"name\": \"f\", \"content\": \"{\\\"a\\\":\"}");
        assertThat(ToolBox.toolMessage("f", "0042")).isEqualTo("{\"name\": \"f\", \"content\": \"0042\"}");
        assertThat(ToolBox.toolMessage("f", "{\"error\": {\"code\": \"NOT_FOUND\", \"message\": \"no\"}}"))
                .isEqualTo("{\"name\": \"f\", \"error\": {\"code\": \"NOT_FOUND\", \"message\": \"no\"}}");
        assertThat(ToolBox.toolMessage("f", "{\"error\": \"no\"}"))
                .isEqualTo("{\"name\": \"f\", \"error\": {\"code\": \"TOOL_FAILED\", \"message\": \"no\"}}");
        assertThat(ToolBox.toolMessage("f", "{\"error\": \"no\", \"rows\": 2}"))
                .isEqualTo("{\"name\": \"f\", \"content\": {\"error\": \"no\", \"rows\": 2}}");
        assertThat(ToolBox.toolFailure("f", "no luck"))
                .isEqualTo("{\"name\": \"f\", \"error\": {\"code\": \"TOOL_FAILED\", \"message\": \"no luck\"}}");
    }

    @Test
    void two_tools_of_one_name_are_refused() {
        List<ToolBinding> twice = JavaTools.of(bean);
        assertThatThrownBy(() -> ToolBox.of(List.of(twice.get(0), twice.get(0)), ToolLimits.DEFAULT))
                .hasMessageContaining("get_weather");
    }

    private ToolResult execute(String tool, String arguments) {
        return tools.execute(new ToolCall("c", tool, arguments));
    }
}

package dev.caduceus.tools;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.caduceus.tool.Grounded;
import dev.caduceus.tools.weather.Forecaster;
import dev.caduceus.tools.weather.Weather;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.LocalDateTime;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The virtual assistant: a calendar, reminders, the weather. */
@Priority(1)
@Singleton
public class AssistantTools {
    private final Jdbi database;
    private final SpokenTimes times;
    private final Forecaster forecaster;

    AssistantTools(Jdbi database, SpokenTimes times, Forecaster forecaster) {
        this.database = database;
        this.times = times;
        this.forecaster = forecaster;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Appointment(
            String appointmentId,
            String subject,
            String when,
            @Nullable String attendee) {}

    @Tool(name = "book_appointment", value = "Book an appointment in the calendar.")
    public Appointment bookAppointment(
            @Grounded @P(value = "What the appointment is about", required = true) String subject,
            @Grounded @P(value = "Date and time, in the user's words or ISO-8601", required = true) String when,
            @Grounded @P(value = "Who else attends", required = false) @Nullable String attendee) {
        String about = Arguments.text("subject", subject);
        String with = attendee == null ? null : Arguments.text("attendee", attendee);
        LocalDateTime start = times.resolve(when);
        int id = database.withHandle(handle -> handle.createUpdate(
                        "INSERT INTO appointment (subject, starts_at, attendee) VALUES (:subject, :start, :attendee)")
                .bind("subject", about)
                .bind("start", start)
                .bind("attendee", with)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(int.class)
                .one());
        return new Appointment("A-" + id, about, SpokenTimes.show(start), with);
    }

    @JsonNaming(SnakeCaseStrategy.class)
    public record Reminder(String reminderId, String text, String when) {}

    @Tool(name = "set_reminder", value = "Set a reminder.")
    public Reminder setReminder(
            @Grounded @P(value = "What to be reminded of", required = true) String text,
            @Grounded @P(value = "Date and time, in the user's words or ISO-8601", required = true) String when) {
        String message = Arguments.text("text", text);
        LocalDateTime due = times.resolve(when);
        int id = database.withHandle(
                handle -> handle.createUpdate("INSERT INTO reminder (message, due_at) VALUES (:message, :due)")
                        .bind("message", message)
                        .bind("due", due)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(int.class)
                        .one());
        return new Reminder("R-" + id, message, SpokenTimes.show(due));
    }

    /**
     * The constants are spelt as the schema spells them, because a constant's name is what the model is offered. They have
     * no bodies: Quarkus LangChain4j finds no constants in an enum whose constants have.
     */
    public enum TemperatureUnit {
        celsius,
        fahrenheit;

        double of(double celsius) {
            return this == TemperatureUnit.celsius ? celsius : celsius * 9 / 5 + 32;
        }
    }

    /** @param source "Open-Meteo" when live, else which climate normals the answer comes from */
    public record WeatherReport(
            String city, String country, double temperature, TemperatureUnit unit, String conditions, String source) {}

    @Tool(name = "get_weather", value = "Get the weather for a city.")
    public WeatherReport getWeather(
            @Grounded @P(value = "City name", required = true) String city,
            @P(value = "Temperature unit", required = false) @Nullable TemperatureUnit unit) {
        Weather weather = forecaster.weather(Arguments.text("city", city));
        TemperatureUnit shown = unit == null ? TemperatureUnit.celsius : unit;
        double temperature = Math.round(shown.of(weather.celsius()) * 10) / 10.0;
        return new WeatherReport(
                weather.city(), weather.country(), temperature, shown, weather.conditions(), weather.source());
    }
}

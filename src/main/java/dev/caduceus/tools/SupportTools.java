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
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Customer support: fixes, recommendations, accounts. */
@Priority(2)
@Singleton
public class SupportTools {
    /** As a device or a problem in the table: whichever. */
    private static final String ANY = "*";

    private final Jdbi database;
    private final Catalog catalog;

    SupportTools(Jdbi database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    public record Fix(String product, List<String> steps) {}

    @Tool(name = "troubleshoot_issue", value = "Find fixes for a problem with a product.")
    public Fix troubleshootIssue(
            @Grounded @P(value = "The product that has the problem", required = true) String product,
            @Grounded @P(value = "What goes wrong", required = true) String problem) {
        String name = Arguments.text("product", product);
        Words complaint = Words.of(Arguments.text("problem", problem));
        String device = catalog.find(Catalog.Kind.DEVICE, name).orElse(ANY);
        List<Remedy> remedies = remedies(device);
        return best(remedies, device, complaint)
                .or(() -> best(remedies, ANY, complaint))
                .or(() -> remedies.stream()
                        .filter(r -> r.isFor(device) && r.problem.equals(ANY))
                        .findFirst())
                .map(remedy -> new Fix(name, List.of(remedy.steps.split("\\|"))))
                .orElseThrow(() -> CaduceusException.of(ErrorCode.NOT_FOUND, "I know no fix for '%s'.", name));
    }

    private List<Remedy> remedies(String device) {
        return database.withHandle(handle -> handle.createQuery(
                        "SELECT device, problem, steps FROM device_fix WHERE device IN (:device, :any)")
                .bind("device", device)
                .bind("any", ANY)
                .map((row, context) ->
                        new Remedy(row.getString("device"), row.getString("problem"), row.getString("steps")))
                .list());
    }

    /** The remedy for the most words of the complaint. */
    private static Optional<Remedy> best(List<Remedy> remedies, String device, Words complaint) {
        return remedies.stream()
                .filter(remedy -> remedy.isFor(device) && remedy.fits(complaint) > 0)
                .max(Comparator.comparingInt(remedy -> remedy.fits(complaint)));
    }

    /** @param problem wordings of one problem, separated by commas */
    private record Remedy(String device, String problem, String steps) {
        boolean isFor(String other) {
            return device.equals(other);
        }

        int fits(Words complaint) {
            return Arrays.stream(problem.split(","))
                    .map(Words::of)
                    .filter(wording -> !wording.isEmpty() && complaint.containsAll(wording))
                    .mapToInt(Words::size)
                    .max()
                    .orElse(0);
        }
    }

    public record Recommendation(String product, String category, double price, double rating) {}

    /** The best rated in stock. */
    @Tool(name = "recommend_product", value = "Recommend a product of a category.")
    public Recommendation recommendProduct(
            @Grounded @P(value = "Product category", required = true) String category,
            @P(value = "Highest acceptable price", required = false) @Nullable Double max_price) {
        String name = catalog.find(Catalog.Kind.CATEGORY, Arguments.text("category", category))
                .orElseThrow(() ->
                        CaduceusException.of(ErrorCode.NOT_FOUND, "The shop has no category called '%s'.", category));
        String limit = max_price == null ? "" : " for " + plain(max_price) + " or less";
        return database.withHandle(handle -> handle.createQuery("SELECT name, price, rating FROM product"
                                + " WHERE category = :category AND price <= :limit AND stock > 0"
                                + " ORDER BY rating DESC, price")
                        .bind("category", name)
                        .bind("limit", max_price == null ? Integer.MAX_VALUE : max_price)
                        .map((row, context) -> new Recommendation(
                                row.getString("name"), name, row.getDouble("price"), row.getDouble("rating")))
                        .findFirst())
                .orElseThrow(
                        () -> CaduceusException.of(ErrorCode.NOT_FOUND, "There is no %s%s in stock.", name, limit));
    }

    /** {@code 20} rather than {@code 20.0}. */
    private static String plain(double amount) {
        return BigDecimal.valueOf(amount).stripTrailingZeros().toPlainString();
    }

    @JsonNaming(SnakeCaseStrategy.class)
    public record Account(String accountId, String name, String plan, String status, double balance) {}

    @Tool(name = "fetch_account_details", value = "Fetch the details of a customer account.")
    public Account fetchAccountDetails(@Grounded @P(value = "Account identifier", required = true) String account_id) {
        String id = Arguments.identifier("ACC", account_id);
        return database.withHandle(handle -> handle.createQuery(
                                "SELECT account_id, name, plan, status, balance FROM account WHERE account_id = :id")
                        .bind("id", id)
                        .map((row, context) -> new Account(
                                row.getString("account_id"),
                                row.getString("name"),
                                row.getString("plan"),
                                row.getString("status"),
                                row.getDouble("balance")))
                        .findOne())
                .orElseThrow(() -> CaduceusException.of(ErrorCode.NOT_FOUND, "There is no account %s.", account_id));
    }
}

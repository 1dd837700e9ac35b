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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** E-commerce: products, orders, discount codes. */
@Priority(4)
@Singleton
public class ShopTools {
    private static final int LISTED = 3;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    /** Too late for a discount. */
    private static final Set<String> CLOSED = Set.of("delivered", "cancelled");

    private final Jdbi database;
    private final SpokenTimes times;

    ShopTools(Jdbi database, SpokenTimes times) {
        this.database = database;
        this.times = times;
    }

    /** @param count how many were found; at most three are listed */
    public record SearchResult(int count, List<Product> products) {}

    @JsonNaming(SnakeCaseStrategy.class)
    public record Product(String name, double price, boolean inStock) {}

    /** The products with the most of the search words, a better rated one first; none is an answer, too. */
    @Tool(name = "search_products", value = "Search the shop's products.")
    public SearchResult searchProducts(
            @Grounded @P(value = "Search words", required = true) String query,
            @P(value = "Highest price", required = false) @Nullable Double max_price,
            @P(value = "Only products in stock", required = false) @Nullable Boolean in_stock) {
        Words words = Words.of(Arguments.text("query", query));
        List<Hit> hits =
                products(max_price == null ? Integer.MAX_VALUE : max_price, Boolean.TRUE.equals(in_stock)).stream()
                        .map(row -> new Hit(row.product, row.words.common(words)))
                        .toList();
        int best = hits.stream().mapToInt(Hit::common).max().orElse(0);
        List<Product> found = best == 0
                ? List.of()
                : hits.stream()
                        .filter(hit -> hit.common == best)
                        .map(Hit::product)
                        .toList();
        return new SearchResult(found.size(), found.stream().limit(LISTED).toList());
    }

    private record Hit(Product product, int common) {}

    private record Row(Product product, Words words) {}

    private List<Row> products(double maxPrice, boolean inStock) {
        return database.withHandle(handle -> handle.createQuery("SELECT p.name, p.price, p.stock, p.category,"
                        + " p.description, c.aliases FROM product p JOIN category c ON c.name = p.category"
                        + " WHERE p.price <= :limit AND p.stock >= :stock ORDER BY p.rating DESC, p.name")
                .bind("limit", maxPrice)
                .bind("stock", inStock ? 1 : 0)
                .map((row, context) -> new Row(
                        new Product(row.getString("name"), row.getDouble("price"), row.getInt("stock") > 0),
                        words(row)))
                .list());
    }

    private static Words words(ResultSet row) throws SQLException {
        return Words.of(String.join(
                " ",
                row.getString("name"),
                row.getString("category"),
                row.getString("aliases"),
                row.getString("description")));
    }

    /** @param carrier and {@code expected} are there only once the order was shipped */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OrderStatus(
            String orderId,
            String status,
            @Nullable String carrier,
            @Nullable String expected) {}

    @Tool(name = "check_order_status", value = "Check the status of an order.")
    public OrderStatus checkOrderStatus(@Grounded @P(value = "Order identifier", required = true) String order_id) {
        String id = Arguments.identifier("ORD", order_id);
        return database.withHandle(handle -> handle.createQuery(
                                "SELECT order_id, status, carrier, expected FROM customer_order WHERE order_id = :id")
                        .bind("id", id)
                        .map((row, context) -> orderStatus(row))
                        .findOne())
                .orElseThrow(() -> noOrder(order_id));
    }

    private static OrderStatus orderStatus(ResultSet row) throws SQLException {
        LocalDate expected = row.getObject("expected", LocalDate.class);
        return new OrderStatus(
                row.getString("order_id"),
                row.getString("status"),
                row.getString("carrier"),
                expected == null ? null : expected.toString());
    }

    @JsonNaming(SnakeCaseStrategy.class)
    public record Discount(String orderId, String code, int discountPercent, double newTotal) {}

    /** A second code replaces the first: percents are always of the order's own total. */
    @Tool(name = "apply_discount_code", value = "Apply a discount code to an order.")
    public Discount applyDiscountCode(
            @Grounded @P(value = "Order identifier", required = true) String order_id,
            @Grounded @P(value = "Discount code", required = true) String code) {
        String id = Arguments.identifier("ORD", order_id);
        return database.inTransaction(handle -> {
            BigDecimal total = openTotal(handle, id, order_id);
            Code found = code(handle, code);
            BigDecimal newTotal =
                    total.multiply(BigDecimal.valueOf(100 - found.percent)).divide(HUNDRED, 2, RoundingMode.HALF_UP);
            handle.createUpdate("UPDATE customer_order SET discount_code = :code, new_total = :total"
                            + " WHERE order_id = :id")
                    .bind("code", found.code)
                    .bind("total", newTotal)
                    .bind("id", id)
                    .execute();
            return new Discount(id, found.code, found.percent, newTotal.doubleValue());
        });
    }

    private static BigDecimal openTotal(Handle handle, String id, String asked) {
        return handle.createQuery("SELECT status, total FROM customer_order WHERE order_id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> {
                    if (CLOSED.contains(row.getString("status"))) {
                        throw CaduceusException.of(
                                ErrorCode.BAD_ARGUMENTS,
                                "Order %s is %s, so no code can be applied.",
                                id,
                                row.getString("status"));
                    }
                    return row.getBigDecimal("total");
                })
                .findOne()
                .orElseThrow(() -> noOrder(asked));
    }

    private record Code(String code, int percent, LocalDate lastDay) {}

    private Code code(Handle handle, String asked) {
        Code code = handle.createQuery("SELECT code, percent, last_day FROM discount_code WHERE code = :code")
                .bind("code", Arguments.text("code", asked).toUpperCase(Locale.ROOT))
                .map((row, context) -> new Code(
                        row.getString("code"), row.getInt("percent"), row.getObject("last_day", LocalDate.class)))
                .findOne()
                .orElseThrow(() -> CaduceusException.of(ErrorCode.NOT_FOUND, "There is no discount code %s.", asked));
        if (code.lastDay.isBefore(times.now().toLocalDate())) {
            throw CaduceusException.of(ErrorCode.BAD_ARGUMENTS, "The code %s expired on %s.", code.code, code.lastDay);
        }
        return code;
    }

    private static CaduceusException noOrder(String asked) {
        return CaduceusException.of(ErrorCode.NOT_FOUND, "There is no order %s.", asked);
    }
}

package dev.caduceus.hub;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.RetryAfter;
import java.io.IOException;
import java.net.http.HttpResponse;

/** What an answer that is no file means, and what to do about it. */
final class Refusals {
    private static final String ERROR_CODE = "X-Error-Code";

    private Refusals() {}

    /**
     * @return a failure that may be gone at the next try
     * @throws CaduceusException {@code DOWNLOAD_FAILED}: no attempt will do better
     */
    static IOException of(HubId id, HubSettings hub, HttpResponse<?> response, String body) {
        int status = response.statusCode();
        return switch (status) {
            case 401, 403 -> throw closed(id, hub, response);
            case 404 -> throw absent(id, hub, response);
            case 408, 425, 429, 500, 502, 503, 504 ->
                new Trouble("%s answers %s".formatted(HubHttp.named(response.uri()), status), RetryAfter.of(response));
            default ->
                throw failed(
                        "the hub answers %s to %s: %s", status, HubHttp.named(response.uri()), said(response, body));
        };
    }

    private static CaduceusException closed(HubId id, HubSettings hub, HttpResponse<?> response) {
        String address = hub.endpoint() + "/" + id.repository();
        if (code(response).equals("GatedRepo")) {
            return failed(
                    "%s is gated: accept its terms at %s with the account whose token stands in HF_TOKEN%s, then start again",
                    id, address, hub.token().isPresent() ? "" : " (none is set)");
        }
        return hub.token().isPresent()
                ? failed(
                        "the hub shows no %s to the owner of this token (%s): check the id at %s, and HF_TOKEN",
                        id, response.statusCode(), address)
                : failed(
                        "the hub shows no %s to strangers (%s): check the id at %s; a private or gated one needs HF_TOKEN",
                        id, response.statusCode(), address);
    }

    private static CaduceusException absent(HubId id, HubSettings hub, HttpResponse<?> response) {
        return code(response).equals("RevisionNotFound")
                ? failed("%s has no revision '%s' on %s", id.repository(), id.revision(), hub.endpoint())
                : failed(
                        "there is no %s on %s; check the id (404 for %s)",
                        id, hub.endpoint(), response.uri().getPath());
    }

    private static String code(HttpResponse<?> response) {
        return response.headers().firstValue(ERROR_CODE).orElse("");
    }

    private static String said(HttpResponse<?> response, String body) {
        return response.headers().firstValue("X-Error-Message").orElse(body.strip());
    }

    private static CaduceusException failed(String format, Object... values) {
        return CaduceusException.of(ErrorCode.DOWNLOAD_FAILED, format, values);
    }
}

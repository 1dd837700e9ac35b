package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no further attempt would mend is told at once, with the way out; and who is shown the token. */
class HubRefusalsTest extends HubCase {
    @ParameterizedTest(name = "{0} {1} with token {2}")
    @MethodSource
    void a_refusal_says_what_to_do(int status, String code, String token, String message) {
        stub.faults.add(StubHub.status(status, "X-Error-Code", code));
        var settings = new HubSettings(cache, stub.endpoint(), new AccessToken(token), false);
        CaduceusException refusal = refusal(ID, settings);
        assertThat(refusal).hasMessageContaining(message).hasMessageNotContaining("hf_secret");
        assertThat(refusal.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
        assertThat(pauses).isEmpty();
    }

    static Stream<Arguments> a_refusal_says_what_to_do() {
        return Stream.of(
                Arguments.of(401, "GatedRepo", "", "org/tiny is gated: accept its terms at http://localhost:"),
                Arguments.of(403, "GatedRepo", "hf_secret", "token stands in HF_TOKEN, then start again"),
                Arguments.of(401, "GatedRepo", "", "token stands in HF_TOKEN (none is set), then start again"),
                Arguments.of(401, "RepoNotFound", "", "the hub shows no org/tiny to strangers (401): check the id at"),
                Arguments.of(401, "", "hf_secret", "to the owner of this token (401): check the id"),
                Arguments.of(404, "RevisionNotFound", "", "org/tiny has no revision 'main' on http://localhost"),
                Arguments.of(404, "EntryNotFound", "", "there is no org/tiny on"),
                Arguments.of(400, "", "", "the hub answers 400 to localhost/org/tiny/resolve"));
    }

    @Test
    void an_unknown_repository_is_refused_at_once() {
        assertThat(refusal(HubId.parse("org/other"), settings()))
                .hasMessageContaining("there is no org/other on http://localhost");
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void an_answer_that_is_no_listing_is_told() {
        stub.listing = json -> "<html>Sign in</html>";
        assertThat(refusal())
                .hasMessageContaining("can't be understood")
                .hasMessageContaining("is HF_ENDPOINT a Hugging Face hub?");
    }

    @Test
    void the_token_goes_to_the_hub_and_to_nobody_else() {
        var settings = new HubSettings(cache, stub.endpoint(), new AccessToken(" hf_secret\n"), false);
        fetch(ID, settings);
        assertThat(stub.requests).allSatisfy(request -> {
            if (request.host().equals("hub")) {
                assertThat(request.headers()).containsEntry("Authorization", "Bearer hf_secret");
            } else {
                assertThat(request.headers()).doesNotContainKey("Authorization");
            }
        });
        assertThat(stub.requests).anyMatch(request -> request.host().equals("cdn"));
        assertThat(settings.toString()).doesNotContain("hf_secret").contains("(a token)");
        assertThat(told.notes).isEmpty();
    }
}

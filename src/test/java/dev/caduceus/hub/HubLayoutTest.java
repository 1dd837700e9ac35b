package dev.caduceus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caduceus.chat.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fetched model looks like on the disk, what of a repository is fetched, and how often the hub is asked. */
class HubLayoutTest extends HubCase {
    private static final List<String> MODEL =
            List.of("config.json", SHARD, LAST_SHARD, "model.safetensors.index.json", "tokenizer.json");

    @Test
    void a_model_stands_in_the_cache_as_huggingface_hub_would_have_put_it() throws IOException {
        Path snapshot = fetch();
        assertThat(snapshot)
                .isEqualTo(repository().resolve("snapshots").resolve(stub.commit))
                .isDirectory();
        assertThat(names(snapshot)).containsExactlyElementsOf(MODEL);
        assertThat(repository().resolve("refs/main")).hasContent(stub.commit);
        for (String name : MODEL) {
            Path blob = Path.of("../../blobs", StubHub.hash(stub.content(name)));
            assertThat(Files.readSymbolicLink(snapshot.resolve(name))).isEqualTo(blob);
        }
        assertWhole(snapshot, MODEL.toArray(String[]::new));
        assertThat(names(repository().resolve("blobs")))
                .hasSize(MODEL.size())
                .noneMatch(name -> name.endsWith(".incomplete"));
        assertThat(names(cache.resolve(".locks/models--org--tiny")))
                .contains(StubHub.hash(stub.content(SHARD)) + ".lock");
    }

    @Test
    void only_what_a_model_needs_is_fetched() {
        stub.with("README.md", "x")
                .with("pytorch_model.bin", bytes(2000, 3))
                .with("consolidated.safetensors", bytes(2000, 4))
                .with("model-q4.gguf", bytes(2000, 5))
                .with("modeling_tiny.py", "x")
                .with("generation_config.json", "{}")
                .with("tokenizer_config.json", "{\"a\": 1}")
                .with("chat_template.jinja", "{{ x }}");
        assertThat(names(fetch()))
                .containsExactlyElementsOf(Stream.concat(
                                MODEL.stream(),
                                Stream.of("chat_template.jinja", "generation_config.json", "tokenizer_config.json"))
                        .sorted()
                        .toList());
    }

    @Test
    void progress_counts_all_files_and_ends_at_all_of_them() {
        fetch();
        long total = MODEL.stream().mapToLong(name -> stub.content(name).length).sum();
        assertThat(told.progress).allSatisfy(step -> assertThat(step.total()).isEqualTo(total));
        assertThat(told.progress.stream().map(Progress::done)).isSorted();
        assertThat(told.progress.getLast().done()).isEqualTo(total);
        assertThat(told.progress.getLast().percent()).isEqualTo(100);
    }

    @Test
    void a_model_that_is_there_costs_one_request() {
        fetch();
        stub.requests.clear();
        Path again = fetch();
        assertWhole(again, SHARD);
        assertThat(stub.requests).hasSize(1);
        assertThat(stub.requests.getFirst().path()).isEqualTo("/api/models/org/tiny/revision/main");
    }

    @Test
    void a_new_version_brings_only_the_files_that_changed() throws IOException {
        Path before = fetch();
        stub.requests.clear();
        stub.commit = "f".repeat(40);
        stub.with("config.json", "{\"architectures\": [\"MistralForCausalLM\"]}");
        Path after = fetch();
        assertThat(stub.fileRequests()).hasSize(1);
        assertThat(repository().resolve("refs/main")).hasContent(stub.commit);
        assertWhole(after, "config.json", SHARD);
        assertThat(before.resolve("config.json")).content().contains("LlamaForCausalLM");
    }

    @Test
    void offline_nothing_is_asked_for() {
        Path snapshot = fetch();
        stub.requests.clear();
        assertThat(fetch(ID, offline())).isEqualTo(snapshot);
        assertThat(stub.requests).isEmpty();
    }

    @Test
    void offline_a_model_that_is_not_there_is_refused_with_what_is_missing() throws IOException {
        assertThat(refusal(ID, offline()))
                .hasMessageContaining("HF_HUB_OFFLINE is set, and the cache has no such revision in " + repository());
        Path snapshot = fetch();
        Files.delete(snapshot.resolve(LAST_SHARD));
        assertThat(refusal(ID, offline()))
                .hasMessageContaining("lacks " + LAST_SHARD)
                .hasMessageContaining("start once without it");
        assertThat(stub.requests).isNotEmpty();
    }

    @Test
    void a_hub_that_is_down_or_closed_does_not_stop_a_model_that_is_there() {
        Path snapshot = fetch();
        stub.isDown = true;
        assertThat(fetch()).isEqualTo(snapshot);
        assertThat(told.notes.getLast()).contains("org/tiny is taken from the cache as it is", "answers 503");
        assertThat(pauses).hasSize(1);
    }

    @Test
    void a_commit_that_is_there_is_never_asked_for_again() {
        HubId pinned = HubId.parse("org/tiny@" + stub.commit);
        Path snapshot = fetch(pinned, settings());
        assertThat(repository().resolve("refs")).doesNotExist();
        stub.requests.clear();
        assertThat(fetch(pinned, settings())).isEqualTo(snapshot);
        assertThat(stub.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "org/tiny@v1.0, /api/models/org/tiny/revision/v1.0, refs/v1.0",
        "org/tiny@refs/pr/7, /api/models/org/tiny/revision/refs%2Fpr%2F7, refs/refs/pr/7"
    })
    void a_revision_is_looked_up_and_noted_by_its_name(String id, String path, String ref) {
        fetch(HubId.parse(id), settings());
        assertThat(stub.requests.getFirst().path()).isEqualTo(path);
        assertThat(repository().resolve(ref)).hasContent(stub.commit);
    }

    @Test
    void two_at_once_fetch_every_file_once() {
        var other = CompletableFuture.supplyAsync(this::fetch);
        Path snapshot = fetch();
        assertThat(other.join()).isEqualTo(snapshot);
        assertWhole(snapshot, MODEL.toArray(String[]::new));
        assertThat(stub.fileRequests().stream().map(StubHub.Request::path).filter(path -> path.startsWith("/cdn/")))
                .containsExactlyInAnyOrder("/cdn/" + SHARD, "/cdn/" + LAST_SHARD);
    }

    /** The program flock is what huggingface_hub's locks are: flock(2). */
    @Test
    void a_lock_that_another_process_holds_is_waited_for() throws Exception {
        Path lock = cache.resolve(".locks/models--org--tiny").resolve(StubHub.hash(stub.content(SHARD)) + ".lock");
        Files.createDirectories(lock.getParent());
        Process other = new ProcessBuilder("flock", lock.toString(), "sh", "-c", "echo held; read line")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        var fetched = CompletableFuture.supplyAsync(this::fetch);
        while (told.notes.isEmpty()) {
            Thread.sleep(20);
        }
        assertThat(told.notes).containsExactly(SHARD + " is being fetched by another process; waiting for it");
        assertThat(fetched).isNotDone();
        other.getOutputStream().close();
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertWhole(fetched.join(), SHARD);
    }

    @Test
    void a_hub_that_lists_names_only_is_asked_for_each_files_hash() {
        stub.listing = json -> json.replaceAll("\"blobId\": \"\\w+\"(, \"lfs\": \\{[^}]*\\})?", "\"a\": 1");
        assertWhole(fetch(), MODEL.toArray(String[]::new));
        assertThat(stub.requests.stream().filter(request -> request.method().equals("HEAD")))
                .hasSize(MODEL.size())
                .allMatch(request -> request.host().equals("hub"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../evil.safetensors",
                "/tmp/evil.safetensors",
                "a/b.safetensors",
                "..\\\\evil.safetensors",
                "evil.sh"
            })
    void a_shard_whose_name_leads_elsewhere_is_refused(String name) {
        stub.with(Listing.INDEX, "{\"weight_map\": {\"a\": \"" + name + "\"}}");
        assertThat(refusal()).hasMessageContaining("which is not the name of a .safetensors file beside it");
        assertThat(names(cache)).containsExactlyInAnyOrder(".locks", "models--org--tiny");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil", "main", "", "0123456789ABCDEF0123456789abcdef01234567"})
    void a_commit_that_is_none_is_refused(String commit) {
        stub.commit = commit;
        assertThat(refusal()).hasMessageContaining("no commit in 'sha', but '" + commit + "'");
        assertThat(names(cache)).isEmpty();
    }

    @Test
    void files_whose_names_lead_elsewhere_are_no_files() {
        stub.with("../../../config.json", "x").with("sub/tokenizer.json", "x").with(".hidden", "x");
        assertThat(names(fetch())).containsExactlyElementsOf(MODEL);
    }

    @Test
    void a_repository_without_a_model_is_refused_before_anything_is_fetched() {
        stub.listing = json -> json.replace("safetensors", "bin");
        assertThat(refusal().code()).isEqualTo(ErrorCode.BAD_MODEL);
        assertThat(refusal())
                .hasMessageContaining(
                        "has no model*.safetensors on the hub, only weights of other kinds such as [model-00001-of-00002.bin");
        stub.listing = json -> json.replace("tokenizer.json", "tokenizer.model");
        assertThat(refusal()).hasMessageContaining("org/tiny has no tokenizer.json on the hub");
        assertThat(stub.fileRequests()).isEmpty();
    }

    @Test
    void a_shard_that_was_not_uploaded_is_told() {
        stub.listing = json -> json.replace(LAST_SHARD, "other.safetensors");
        assertThat(refusal()).hasMessageContaining("names " + LAST_SHARD + ", which is not in the repository");
    }

    @Test
    void a_model_that_its_reader_refuses_costs_no_weights() {
        var choosy = new DownloadListener() {
            @Override
            public void described(Path snapshot) {
                assertWhole(snapshot, "config.json", "tokenizer.json");
                throw new IllegalStateException("not mine");
            }
        };
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> hub(settings()).fetch(ID, choosy)))
                .hasMessage("not mine");
        assertThat(stub.requests).noneMatch(request -> request.host().equals("cdn"));
    }

    @Test
    void a_cache_that_cannot_be_written_says_so_and_what_to_do() throws IOException {
        Path file = Files.createFile(cache.resolve("file"));
        var settings = new HubSettings(file, stub.endpoint(), AccessToken.NONE, false);
        assertThat(refusal(ID, settings)).hasMessageContaining("the hub's cache at " + file);
        assertThat(CacheTrouble.at(file, new IOException("No space left on device")))
                .hasMessage(
                        "the hub's cache at " + file
                                + ": the disk is full; free some space, or point HF_HOME or HF_HUB_CACHE at a folder that has it");
        assertThat(CacheTrouble.at(file, new java.nio.file.FileSystemException("x", null, "Read-only file system")))
                .hasMessageContaining("it can't be written; let this user write there, or point HF_HOME");
    }

    @Test
    void a_model_larger_than_the_disk_is_refused_before_its_weights_are_fetched() {
        stub.listing = json -> json.replace("\"size\": 300000", "\"size\": 9000000000000000");
        assertThat(refusal()).hasMessageContaining("9000000.00 GB are still to come, but only");
        assertThat(stub.requests).noneMatch(request -> request.host().equals("cdn"));
    }
}

package dev.caduceus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.caduceus.hub.HubSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every overlay in k8s, rendered and read without tolerance, says what the application says. */
class ManifestsTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream.of(
                    ConfigMap.class,
                    Deployment.class,
                    HorizontalPodAutoscaler.class,
                    Job.class,
                    Namespace.class,
                    NetworkPolicy.class,
                    PersistentVolumeClaim.class,
                    PodDisruptionBudget.class,
                    Service.class,
                    ServiceAccount.class,
                    StatefulSet.class)
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
    private final YAMLMapper yaml = new YAMLMapper();
    private final ObjectMapper strict = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            });

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "vllm"})
    void an_overlay_holds_only_what_the_cluster_and_the_application_know(String overlay) throws Exception {
        List<HasMetadata> objects = render(overlay);
        for (PodSpec pod : pods(objects)) {
            for (Container container : ours(pod)) {
                assertThat(settings()).containsAll(variables(container, objects));
                if (!container.getCommand().isEmpty()) {
                    Class.forName(container.getCommand().getLast());
                }
            }
        }
        for (HasMetadata object : objects) {
            if (object instanceof Deployment deployment) {
                fitsTheImage(deployment.getSpec().getTemplate().getSpec());
            }
        }
    }

    private static List<Container> ours(PodSpec pod) {
        return pod.getContainers().stream()
                .filter(container -> container.getImage().startsWith("caduceus"))
                .toList();
    }

    @Test
    void each_remote_engine_is_a_replica_of_the_overlays_own_and_serves_the_model_whose_tokenizer_is_used()
            throws Exception {
        List<HasMetadata> objects = render("vllm");
        StatefulSet engines = only(StatefulSet.class, objects);
        Container served =
                engines.getSpec().getTemplate().getSpec().getContainers().getFirst();
        int port = served.getPorts().getFirst().getContainerPort();
        String endpoints = IntStream.range(0, engines.getSpec().getReplicas())
                .mapToObj(replica -> "http://vllm-%s.%s:%s"
                        .formatted(replica, engines.getSpec().getServiceName(), port))
                .collect(Collectors.joining(","));
        Container caduceus = only(Deployment.class, objects)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        Map<String, String> settings = caduceus.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(settings).containsEntry("CADUCEUS_REMOTE_ENDPOINTS", endpoints);
        assertThat(served.getArgs())
                .contains(
                        "--model=" + settings.get("CADUCEUS_MODEL"),
                        "--max-model-len=" + settings.get("CADUCEUS_CONTEXT_LENGTH"));
    }

    private static <T> T only(Class<T> kind, List<HasMetadata> objects) {
        return objects.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void fitsTheImage(PodSpec pod) throws Exception {
        String dockerfile = Files.readString(Path.of("src/main/docker/Dockerfile.jvm"));
        Container container = pod.getContainers().getFirst();
        int port = container.getPorts().getFirst().getContainerPort();
        assertThat(dockerfile).contains("EXPOSE " + port + "\n");
        assertThat(properties().getProperty("quarkus.http.port", "8080")).isEqualTo(String.valueOf(port));
        assertThat(dockerfile).contains("USER " + pod.getSecurityContext().getRunAsUser() + "\n");
        for (Probe probe :
                List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            assertThat(probe.getHttpGet().getPath()).isIn("/q/health/started", "/q/health/live", "/q/health/ready");
            assertThat(probe.getHttpGet().getPort().getStrVal())
                    .isEqualTo(container.getPorts().getFirst().getName());
        }
        Duration turns = Duration.parse("PT" + properties().getProperty("quarkus.shutdown.timeout"));
        long pause = container.getLifecycle().getPreStop().getSleep().getSeconds();
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(turns.toSeconds() + pause);
    }

    private List<HasMetadata> render(String overlay) throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/kubectl")) && !"true".equals(System.getenv("CI"))) {
            abort("kubectl is not installed; get it with: apt-get install kubernetes-client");
        }
        String text =
                Podman.run("kubectl", "kustomize", "k8s/overlays/" + overlay).output();
        var objects = new ArrayList<HasMetadata>();
        for (JsonNode document :
                yaml.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll()) {
            String kind = document.get("kind").asText();
            assertThat(KINDS).containsKey(kind);
            HasMetadata object = strict.treeToValue(document, KINDS.get(kind));
            assertThat(object.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(KINDS.get(kind)));
            objects.add(object);
        }
        return objects;
    }

    private static List<PodSpec> pods(List<HasMetadata> objects) {
        var pods = new ArrayList<PodSpec>();
        for (HasMetadata object : objects) {
            if (object instanceof Deployment deployment) {
                pods.add(deployment.getSpec().getTemplate().getSpec());
            } else if (object instanceof StatefulSet set) {
                pods.add(set.getSpec().getTemplate().getSpec());
            } else if (object instanceof Job job) {
                pods.add(job.getSpec().getTemplate().getSpec());
            }
        }
        assertThat(pods).isNotEmpty();
        return pods;
    }

    /** Names of the environment that a container is given, those of its config maps included, which must exist. */
    private static Set<String> variables(Container container, List<HasMetadata> objects) {
        var names = new HashSet<String>();
        container.getEnv().forEach(variable -> names.add(variable.getName()));
        for (var source : container.getEnvFrom()) {
            List<ConfigMap> maps = objects.stream()
                    .filter(ConfigMap.class::isInstance)
                    .map(ConfigMap.class::cast)
                    .filter(map -> map.getMetadata()
                            .getName()
                            .equals(source.getConfigMapRef().getName()))
                    .toList();
            assertThat(maps).as("config map of %s", source).hasSize(1);
            names.addAll(maps.getFirst().getData().keySet());
        }
        return names;
    }

    /** Every variable that is read: the hub's, and the settings of {@link CaduceusConfig} in MicroProfile's spelling. */
    private static Set<String> settings() {
        var names = new HashSet<>(HubSettings.VARIABLES);
        names.add("QUARKUS_CONFIG_LOCATIONS");
        collect(CaduceusConfig.class, "caduceus", names);
        return names;
    }

    private static void collect(Class<?> group, String prefix, Set<String> names) {
        for (Method setting : group.getDeclaredMethods()) {
            if (Modifier.isStatic(setting.getModifiers()) || setting.isSynthetic()) {
                continue;
            }
            String name = prefix + "."
                    + Pattern.compile("[A-Z]").matcher(setting.getName()).replaceAll("-$0");
            if (setting.getReturnType().isInterface() && setting.getReturnType().getPackage() == group.getPackage()) {
                collect(setting.getReturnType(), name, names);
            } else {
                names.add(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
            }
        }
    }

    private static Properties properties() throws Exception {
        var properties = new Properties();
        try (var in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            properties.load(in);
        }
        return properties;
    }
}

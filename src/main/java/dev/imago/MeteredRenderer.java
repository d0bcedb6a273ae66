package dev.imago;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Renderer;
import dev.imago.transform.Transform;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Times what a renderer makes, by its format. */
final class MeteredRenderer implements Renderer {
    private static final Duration[] BUCKETS = Stream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Renderer renderer;
    private final Map<Format, Timer> timers = new EnumMap<>(Format.class);

    MeteredRenderer(Renderer renderer, MeterRegistry registry) {
        this.renderer = renderer;
        for (OutputFormat output : OutputFormat.values()) {
            timers.put(
                    output.format(),
                    Timer.builder("imago.renditions.time")
                            .description("Time that a worker takes to make a rendition")
                            .serviceLevelObjectives(BUCKETS)
                            .tag("format", output.format().mediaType().substring("image/".length()))
                            .register(registry));
        }
    }

    @Override
    public void renderAll(Source source, List<Transform> transforms, Results results) {
        renderer.renderAll(source, transforms, new Results() {
            @Override
            public void made(int which, Rendition rendition) {
                Optional.ofNullable(timers.get(rendition.format())).ifPresent(timer -> timer.record(rendition.cost()));
                results.made(which, rendition);
            }

            @Override
            public void refused(int which, Fault why) {
                results.refused(which, why);
            }
        });
    }
}

package dev.imago.transform.policy;

import dev.imago.config.Names;
import dev.imago.image.Fault;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Watermark;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The watermarks by their names. */
final class Watermarks {
    private final Map<String, WatermarkSettings> byName;
    private final UnaryOperator<String> pictures;

    Watermarks(Map<String, WatermarkSettings> byName, UnaryOperator<String> pictures) {
        this.byName = Map.copyOf(byName);
        this.pictures = pictures;
    }

    /**
     * The transform with all that is configured of its watermark: where it stands, and which picture has the name now.
     *
     * @throws Fault of kind {@code INVALID} if there is none of that name
     */
    Transform resolve(Transform transform) {
        Overlay overlay = transform.overlay();
        return overlay.watermark().isEmpty()
                ? transform
                : transform.with(
                        new Overlay(Optional.of(resolve(overlay.watermark().get())), overlay.caption()));
    }

    private Watermark resolve(Watermark asked) {
        WatermarkSettings settings = named(asked.image());
        return new Watermark(
                pictures.apply(asked.image()),
                Optional.of(asked.position().orElse(settings.position())),
                Optional.of(asked.opacity().orElse(settings.opacity())),
                asked.size().or(settings::size));
    }

    private WatermarkSettings named(String name) {
        WatermarkSettings settings = byName.get(name);
        if (settings == null) {
            String hint = Names.closest(name, byName.keySet())
                    .map(known -> " Did you mean " + known + "?")
                    .orElse("");
            throw new Fault(Fault.Kind.INVALID, "There is no watermark '" + name + "'." + hint);
        }
        return settings;
    }
}

package dev.imago.transform;

import dev.imago.image.Fault;
import dev.imago.transform.Renderer.Rendition;
import java.util.Optional;

/** What became of a single transform. One thread. */
final class OnlyResult implements Renderer.Results {
    private Optional<Rendition> made = Optional.empty();
    private Optional<Fault> refused = Optional.empty();

    @Override
    public void made(int which, Rendition rendition) {
        made = Optional.of(rendition);
    }

    @Override
    public void refused(int which, Fault why) {
        refused = Optional.of(why);
    }

    Rendition get() {
        return made.orElseThrow(
                () -> refused.orElseGet(() -> new Fault(Fault.Kind.INTERNAL, "the rendition could not be made")));
    }
}

package dev.imago.transform.vips;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** What one job holds of libvips; all of it is given back at the end. One thread. */
final class Scope implements AutoCloseable {
    final Vips vips;
    final Arena arena = Arena.ofConfined();
    private final List<NativeObject> held = new ArrayList<>();

    private record NativeObject(NativeFunction release, long address) {}

    Scope(Vips vips) {
        this.vips = vips;
    }

    /** Calls the function with the address when the scope ends; later ones first. */
    void hold(NativeFunction release, long address) {
        held.add(new NativeObject(release, address));
    }

    Operation operation(String name) {
        return new Operation(this, name);
    }

    @Override
    public void close() {
        for (NativeObject object : held.reversed()) {
            object.release.call(object.address);
        }
        arena.close();
    }
}

package dev.imago.transform.vips;

/** A native library and where it came from. */
abstract class LoadedLibrary {
    private final Libraries.Found library;

    LoadedLibrary(Libraries.Found library) {
        this.library = library;
    }

    /** The file, or the name that the system knows it by. */
    final String place() {
        return library.place();
    }

    final NativeFunction function(String name) {
        return NativeFunction.named(library.symbols(), name);
    }
}

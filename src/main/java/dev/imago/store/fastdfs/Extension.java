package dev.imago.store.fastdfs;

import dev.imago.image.Format;

/** The extensions of files in FastDFS, at most six characters: web servers beside it tell types by them. */
final class Extension {
    private Extension() {}

    /** Without the dot. */
    static String of(Format format) {
        return format.extension().substring(1);
    }
}

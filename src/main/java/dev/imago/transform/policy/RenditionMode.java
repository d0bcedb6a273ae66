package dev.imago.transform.policy;

/** Which renditions anybody may ask for. */
public enum RenditionMode {
    /** None: queries are ignored. Old addresses of thumbnails go on. */
    OFF,
    /** Those that have a name in the configuration. */
    PRESETS,
    /** Presets, and sizes and effects rounded to steps. */
    LADDER,
    /** Those whose address is signed. */
    SIGNED,
    /** Any within the limits. */
    OPEN
}

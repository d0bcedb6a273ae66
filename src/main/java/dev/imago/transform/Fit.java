package dev.imago.transform;

/** How a picture is brought into a box of another shape; named as in the CSS property {@code object-fit}. */
public enum Fit {
    /** It fills the box; what does not fit is cut off. */
    COVER,
    /** All of it is in the box; the rest of the box is filled with the background. */
    CONTAIN,
    /** It fills the box and is distorted. */
    FILL,
    /** All of it is in the box; the result is only as large as it. */
    INSIDE,
    /** As {@link #CONTAIN}, but a picture that is smaller than the box keeps its size. */
    SCALE_DOWN
}

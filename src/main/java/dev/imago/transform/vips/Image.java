package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An image of libvips: a pipeline that makes pixels when somebody asks. Frames of an animation lie one below the other. */
record Image(Scope scope, long address) {
    /** Of the bands' numbers; libvips' VipsBandFormat. */
    private static final int FORMAT_UCHAR = 0;

    /** libvips' VipsInterpretation. */
    private static final int B_W = 1;

    private static final int SRGB = 22;

    int width() {
        return vips().imageWidth.intCall(address);
    }

    /** Of all frames together. */
    int height() {
        return vips().imageHeight.intCall(address);
    }

    int bands() {
        return vips().imageBands.intCall(address);
    }

    int frameHeight() {
        return vips().imagePageHeight.intCall(address);
    }

    /** Of the file, of which this may be only a part. */
    int pages() {
        return vips().imagePages.intCall(address);
    }

    /** The orientation of EXIF, 1 to 8. */
    int orientation() {
        return vips().imageOrientation.intCall(address);
    }

    boolean hasAlpha() {
        return vips().imageHasAlpha.intCall(address) != 0;
    }

    boolean is8Bit() {
        return vips().imageFormat.intCall(address) == FORMAT_UCHAR;
    }

    boolean isGrey() {
        return vips().imageInterpretation.intCall(address) == B_W;
    }

    boolean isSrgb() {
        return vips().imageInterpretation.intCall(address) == SRGB;
    }

    int xOffset() {
        return vips().imageXOffset.intCall(address);
    }

    int yOffset() {
        return vips().imageYOffset.intCall(address);
    }

    boolean has(String field) {
        return vips().imageTypeOf.call(address, vips().name(field)) != 0;
    }

    /** Names of all metadata. */
    List<String> fields() {
        long strings = vips().imageGetFields.call(address);
        List<String> fields = new ArrayList<>();
        for (long at = strings; Vips.pointer(at) != 0; at += Long.BYTES) {
            fields.add(Vips.text(Vips.pointer(at)));
        }
        vips().freeStrings.call(strings);
        return fields;
    }

    /** The same pixels with metadata of their own, which may be changed. */
    Image copy() {
        return scope.operation("copy").set("in", this).image();
    }

    /** Only for a {@link #copy}. */
    void remove(String field) {
        vips().imageRemove.call(address, scope.arena.allocateFrom(field).address());
    }

    /** Only for a {@link #copy}. */
    void put(String field, int value) {
        vips().imageSetInt.call(address, vips().name(field), value);
    }

    /** Makes all pixels now; what comes after may read them in any order. */
    Image inMemory() {
        long copied = vips().copyMemory.call(address);
        if (copied == 0) {
            throw vips().failure("reading");
        }
        scope.hold(vips().unref, copied);
        return new Image(scope, copied);
    }

    /** The same image, for operations of another scope that does not outlast this one. */
    Image in(Scope other) {
        return new Image(other, address);
    }

    /** The same image, which now lives as long as the other scope. */
    Image keptBy(Scope other) {
        vips().ref.call(address);
        other.hold(vips().unref, address);
        return new Image(other, address);
    }

    /** The bands of the first pixel of an image that is {@link #inMemory} and has 8 bits a band. */
    double[] firstPixel() {
        MemorySegment pixel =
                MemorySegment.ofAddress(vips().imageGetData.call(address)).reinterpret(bands());
        double[] values = new double[bands()];
        for (int band = 0; band < values.length; band++) {
            values[band] = Byte.toUnsignedInt(pixel.get(JAVA_BYTE, band));
        }
        return values;
    }

    Operation operation(String name) {
        return scope.operation(name).set("in", this);
    }

    Image cut(int left, int top, int width, int height) {
        if (left == 0 && top == 0 && width == width() && height == height()) {
            return this;
        }
        return scope.operation("extract_area")
                .set("input", this)
                .set("left", left)
                .set("top", top)
                .set("width", width)
                .set("height", height)
                .image();
    }

    private Vips vips() {
        return scope.vips;
    }
}

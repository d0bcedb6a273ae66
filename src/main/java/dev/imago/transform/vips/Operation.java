package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One operation of libvips, by its nickname: arguments in, {@link #run}, results out. Images are lazy, so pixels are computed when
 * something is saved, measured or copied to memory.
 */
final class Operation {
    private static final int VALUE_BYTES = 24;

    private final Scope scope;
    private final Vips vips;
    private final String name;
    private long address;

    Operation(Scope scope, String name) {
        this.scope = scope;
        this.vips = scope.vips;
        this.name = name;
        this.address = vips.operationNew.call(vips.name(name));
        if (address == 0) {
            throw vips.failure(name);
        }
    }

    Operation set(String argument, int value) {
        return set(argument, Integer.toString(value));
    }

    Operation set(String argument, double value) {
        return set(argument, number(value));
    }

    Operation set(String argument, boolean value) {
        return set(argument, value ? "true" : "false");
    }

    Operation set(String argument, double... values) {
        return set(argument, Arrays.stream(values).mapToObj(Operation::number).collect(Collectors.joining(" ")));
    }

    /** Any argument that libvips reads from text: numbers, lists of numbers, nicknames of enums. */
    Operation set(String argument, String value) {
        MemorySegment text = scope.arena.allocateFrom(value);
        if (vips.setFromText.intCall(address, vips.name(argument), text.address()) != 0) {
            throw abandoned();
        }
        return this;
    }

    Operation set(String argument, Image image) {
        setValue(argument, vips.imageType, vips.valueSetObject, image.address());
        return this;
    }

    Operation set(String argument, List<Image> images) {
        MemorySegment addresses = scope.arena.allocateFrom(
                JAVA_LONG, images.stream().mapToLong(Image::address).toArray());
        long array = vips.arrayNew.call(addresses.address(), images.size());
        setValue(argument, vips.arrayImageType, vips.valueSetBoxed, array);
        vips.areaUnref.call(array);
        return this;
    }

    /** Bytes, which have to stay until the scope ends. */
    Operation set(String argument, MemorySegment bytes) {
        long blob = vips.blobNew.call(0, bytes.address(), bytes.byteSize());
        setValue(argument, vips.blobType, vips.valueSetBoxed, blob);
        vips.areaUnref.call(blob);
        return this;
    }

    /** Does it. Results can be asked for afterwards, until the scope ends. */
    Operation run() {
        long built = vips.operationBuild.call(address);
        if (built == 0) {
            throw abandoned();
        }
        vips.unref.call(address);
        address = built;
        scope.hold(vips.unref, built);
        scope.hold(vips.unrefOutputs, built);
        return this;
    }

    /** Does it, and gives the image that comes out. */
    Image image() {
        run();
        long image = result("out", vips.imageType, vips.valueDupObject);
        scope.hold(vips.unref, image);
        return new Image(scope, image);
    }

    /** A number that came out. */
    int number(String result) {
        return (int) result(result, vips.intType, vips.valueGetInt);
    }

    /** Bytes that came out, valid until the scope ends. */
    MemorySegment bytes(String result) {
        long blob = result(result, vips.blobType, vips.valueDupBoxed);
        scope.hold(vips.areaUnref, blob);
        MemorySegment length = scope.arena.allocate(JAVA_LONG);
        long data = vips.blobGet.call(blob, length.address());
        return MemorySegment.ofAddress(data).reinterpret(length.get(JAVA_LONG, 0));
    }

    private void setValue(String argument, long type, NativeFunction setter, long what) {
        long value = value(type);
        setter.call(value, what);
        vips.setProperty.call(address, vips.name(argument), value);
        vips.valueUnset.call(value);
    }

    private long result(String argument, long type, NativeFunction getter) {
        long value = value(type);
        vips.getProperty.call(address, vips.name(argument), value);
        long result = getter.call(value);
        vips.valueUnset.call(value);
        return result;
    }

    private long value(long type) {
        long value = scope.arena.allocate(VALUE_BYTES, 8).address();
        vips.valueInit.call(value, type);
        return value;
    }

    private VipsException abandoned() {
        VipsException failure = vips.failure(name);
        vips.unrefOutputs.call(address);
        vips.unref.call(address);
        return failure;
    }

    private static String number(double value) {
        return Double.toString(value);
    }
}

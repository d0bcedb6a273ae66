package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * libvips, loaded and set up for one job after another: no cache of operations, one thread a job, loaders for untrusted files only.
 * Operations are made by name and get their arguments as text or as GObject values, so that few functions and one signature are
 * enough. Not thread-safe: its buffer of error messages is one for the process.
 */
final class Vips extends LoadedLibrary {
    private final Map<String, MemorySegment> names = new HashMap<>();

    final NativeFunction operationNew = function("vips_operation_new");
    final NativeFunction operationBuild = function("vips_cache_operation_build");
    final NativeFunction setFromText = function("vips_object_set_argument_from_string");
    final NativeFunction unrefOutputs = function("vips_object_unref_outputs");
    final NativeFunction setProperty = function("g_object_set_property");
    final NativeFunction getProperty = function("g_object_get_property");
    final NativeFunction valueInit = function("g_value_init");
    final NativeFunction valueUnset = function("g_value_unset");
    final NativeFunction valueSetObject = function("g_value_set_object");
    final NativeFunction valueDupObject = function("g_value_dup_object");
    final NativeFunction valueSetBoxed = function("g_value_set_boxed");
    final NativeFunction valueDupBoxed = function("g_value_dup_boxed");
    final NativeFunction valueGetInt = function("g_value_get_int");
    final NativeFunction ref = function("g_object_ref");
    final NativeFunction unref = function("g_object_unref");
    final NativeFunction blobNew = function("vips_blob_new");
    final NativeFunction blobGet = function("vips_blob_get");
    final NativeFunction arrayNew = function("vips_array_image_new");
    final NativeFunction areaUnref = function("vips_area_unref");
    final NativeFunction imageWidth = function("vips_image_get_width");
    final NativeFunction imageHeight = function("vips_image_get_height");
    final NativeFunction imageBands = function("vips_image_get_bands");
    final NativeFunction imageFormat = function("vips_image_get_format");
    final NativeFunction imageInterpretation = function("vips_image_get_interpretation");
    final NativeFunction imageXOffset = function("vips_image_get_xoffset");
    final NativeFunction imageYOffset = function("vips_image_get_yoffset");
    final NativeFunction imagePages = function("vips_image_get_n_pages");
    final NativeFunction imagePageHeight = function("vips_image_get_page_height");
    final NativeFunction imageOrientation = function("vips_image_get_orientation");
    final NativeFunction imageHasAlpha = function("vips_image_hasalpha");
    final NativeFunction imageTypeOf = function("vips_image_get_typeof");
    final NativeFunction imageSetInt = function("vips_image_set_int");
    final NativeFunction imageRemove = function("vips_image_remove");
    final NativeFunction imageGetFields = function("vips_image_get_fields");
    final NativeFunction freeStrings = function("g_strfreev");
    final NativeFunction imageGetData = function("vips_image_get_data");
    final NativeFunction copyMemory = function("vips_image_copy_memory");
    final NativeFunction typeFind = function("vips_type_find");
    private final NativeFunction errorBuffer = function("vips_error_buffer");
    private final NativeFunction errorClear = function("vips_error_clear");
    private final NativeFunction version = function("vips_version");

    final long imageType;
    final long intType = 6L << 2; // G_TYPE_INT: a fundamental type, fixed for good
    final long blobType;
    final long arrayImageType;

    private Vips(Libraries.Found library) {
        super(library);
        imageType = function("vips_image_get_type").call();
        blobType = function("vips_blob_get_type").call();
        arrayImageType = function("vips_array_image_get_type").call();
    }

    /**
     * Loads and starts libvips. Once in a process.
     *
     * @param named a library's file; empty looks in the usual places
     */
    static Vips open(Optional<Path> named) throws NoLibraryException {
        Libraries.Found library = Libraries.load(named);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("imago");
            if (NativeFunction.named(library.symbols(), "vips_init").intCall(name.address()) != 0) {
                throw new NoLibraryException(library.place() + " cannot be started");
            }
        }
        Vips vips = new Vips(library);
        vips.function("vips_cache_set_max").call(0);
        vips.function("vips_concurrency_set").call(1);
        vips.function("vips_block_untrusted_set").call(1);
        return vips;
    }

    /** Major, minor and micro version as one number that grows: 8.14.1 is 81401. */
    int version() {
        return part(0) * 10_000 + part(1) * 100 + part(2);
    }

    String versionText() {
        return part(0) + "." + part(1) + "." + part(2);
    }

    private int part(int which) {
        return version.intCall(which);
    }

    /** Whether there is an operation of this nickname. */
    boolean knows(String operation) {
        return typeFind.call(name("VipsOperation"), name(operation)) != 0;
    }

    /** The address of a C string that stays; only for names in the code. */
    long name(String name) {
        return names.computeIfAbsent(name, text -> Arena.global().allocateFrom(text))
                .address();
    }

    /** What libvips says about the last failure; said once. */
    VipsException failure(String operation) {
        String said = text(errorBuffer.call()).strip().replace('\n', ';');
        errorClear.call();
        return new VipsException(operation + ": " + (said.isEmpty() ? "failed" : said));
    }

    /** Reads a C string of at most 4 KiB. */
    static String text(long address) {
        if (address == 0) {
            return "";
        }
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(4096);
        int length = 0;
        while (length < 4096 && memory.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        return new String(memory.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Reads the address that lies at an address. */
    static long pointer(long address) {
        return MemorySegment.ofAddress(address).reinterpret(8).get(JAVA_LONG, 0);
    }
}

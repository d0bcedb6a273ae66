package dev.imago.transform.vips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CapabilitiesTest {
    private static final Capabilities FEW = new Capabilities(
            "libvips.so.42", "8.14.1", Set.of(Format.PNG, Format.JPEG), Set.of(OutputFormat.JPEG), false);

    @Test
    void what_cannot_be_written_is_not_acceptable_and_what_cannot_be_read_an_unsupported_type() {
        FEW.requireReads(Format.PNG);
        FEW.requireWrites(OutputFormat.JPEG);
        Fault unwritten = catchThrowableOfType(Fault.class, () -> FEW.requireWrites(OutputFormat.AVIF));
        assertThat(unwritten.kind()).isEqualTo(Fault.Kind.NOT_ACCEPTABLE);
        assertThat(unwritten.message())
                .isEqualTo("image/avif cannot be written here: the installed libvips 8.14.1 writes image/jpeg");
        Fault unread = catchThrowableOfType(Fault.class, () -> FEW.requireReads(Format.HEIC));
        assertThat(unread.kind()).isEqualTo(Fault.Kind.UNSUPPORTED_TYPE);
        assertThat(unread.message()).contains("image/heic").contains("reads image/jpeg, image/png");
    }
}

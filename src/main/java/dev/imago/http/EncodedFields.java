package dev.imago.http;

import dev.imago.delivery.Header;
import dev.imago.delivery.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** A header block as it is written: as the HTTP library's fields, or as the bytes of HTTP/1.1. Thread-safe. */
final class EncodedFields {
    private final HeaderBlock block;
    private final boolean kept;
    private volatile Optional<HttpFields> fields = Optional.empty();
    private volatile Optional<byte[]> bytes = Optional.empty();

    private EncodedFields(HeaderBlock block, boolean kept) {
        this.block = block;
        this.kept = kept;
    }

    /** What is kept with the block, from its second use on. */
    static EncodedFields of(HeaderBlock block) {
        return block.encoded(
                EncodedFields.class, once -> new EncodedFields(once, false), often -> new EncodedFields(often, true));
    }

    HttpFields fields() {
        Optional<HttpFields> present = fields;
        if (present.isEmpty()) {
            present = Optional.of(kept ? encoded() : plain());
            fields = present;
        }
        return present.get();
    }

    /** The lines with the empty one behind them; not to be changed. */
    byte[] bytes() {
        Optional<byte[]> present = bytes;
        if (present.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            for (Header field : block.fields()) {
                lines.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
            present = Optional.of(lines.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            bytes = present;
        }
        return present.get();
    }

    private HttpFields plain() {
        HttpFields.Mutable made = HttpFields.build();
        for (Header field : block.fields()) {
            made.add(new HttpField(HttpHeader.CACHE.get(field.name()), field.name(), field.value()));
        }
        return made;
    }

    private HttpFields encoded() {
        HttpFields.Mutable made = HttpFields.build();
        for (Header field : block.fields()) {
            HttpHeader known = HttpHeader.CACHE.get(field.name());
            if (known == HttpHeader.CONTENT_LENGTH) {
                made.add(new HttpField.LongValueHttpField(known, Long.parseLong(field.value())));
            } else {
                made.add(new PreEncodedHttpField(known, field.name(), field.value()));
            }
        }
        return made.asImmutable();
    }
}

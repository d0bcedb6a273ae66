package dev.imago.delivery;

import dev.imago.delivery.Answer.Source;
import dev.imago.store.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The header fields of answers about images (RFC 9110 §8, §15.3.7, §15.4.5). Pure. */
final class AnswerHeaders {
    /**
     * Makes whatever is opened as a document harmless: no script, no plug-in, no frame, no request; an SVG keeps its own
     * styles.
     */
    static final Header CONTENT_SECURITY =
            new Header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");

    static final Header NO_SNIFF = new Header("X-Content-Type-Options", "nosniff");
    private static final Header ACCEPT_RANGES = new Header("Accept-Ranges", "bytes");

    private AnswerHeaders() {}

    static HeaderBlock full(Site site, ImageVersion version, Source source) {
        var headers = representation(site, version, source);
        headers.add(new Header("Content-Type", version.format().mediaType()));
        headers.add(new Header("Content-Length", Long.toString(version.size())));
        return new HeaderBlock(headers);
    }

    static HeaderBlock range(Site site, ImageVersion version, ByteRange range, Source source) {
        var headers = representation(site, version, source);
        headers.add(new Header("Content-Type", version.format().mediaType()));
        headers.add(new Header("Content-Range", contentRange(range, version.size())));
        headers.add(new Header("Content-Length", Long.toString(range.length())));
        return new HeaderBlock(headers);
    }

    static HeaderBlock ranges(Site site, ImageVersion version, MultipartRanges multipart, Source source) {
        var headers = representation(site, version, source);
        headers.add(new Header("Content-Type", "multipart/byteranges; boundary=" + multipart.boundary()));
        headers.add(new Header("Content-Length", Long.toString(multipart.length())));
        return new HeaderBlock(headers);
    }

    static HeaderBlock notModified(Site site, ImageVersion version) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("ETag", version.digest().etag()));
        headers.add(new Header("Last-Modified", HttpDate.write(version.modified())));
        headers.addAll(site.caching());
        version.vary().ifPresent(fields -> headers.add(new Header("Vary", fields)));
        headers.addAll(site.everyAnswer());
        return new HeaderBlock(headers);
    }

    static String contentRange(ByteRange range, long size) {
        return "bytes " + range.offset() + '-' + (range.offset() + range.length() - 1) + '/' + size;
    }

    private static List<Header> representation(Site site, ImageVersion version, Source source) {
        var headers = new ArrayList<Header>(14);
        headers.add(new Header("ETag", version.digest().etag()));
        headers.add(new Header("Last-Modified", HttpDate.write(version.modified())));
        headers.add(ACCEPT_RANGES);
        headers.addAll(site.caching());
        version.vary().ifPresent(fields -> headers.add(new Header("Vary", fields)));
        headers.add(NO_SNIFF);
        headers.add(CONTENT_SECURITY);
        headers.addAll(site.everyAnswer());
        if (site.policy().serverTiming()) {
            headers.add(
                    new Header("Server-Timing", "source;desc=" + source.name().toLowerCase(Locale.ROOT)));
        }
        return headers;
    }
}

package dev.imago.http.api;

import dev.imago.auth.Prefix;
import dev.imago.auth.Principal;
import dev.imago.auth.Scope;
import dev.imago.auth.Tokens;
import dev.imago.auth.UploadLimits;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /v1/tokens}: issues upload tokens, for callers with the scope write and within their prefix; {@code DELETE} makes all that
 * were issued invalid, for callers with the scope admin.
 */
public final class TokenEndpoints {
    private static final int MAX_BODY = 16 << 10;

    private final Tokens tokens;

    /**
     * What a token shall allow.
     *
     * @param prefix empty: the caller's own
     * @param types media types; empty: all
     * @param maxBytes of each file
     * @param expiresIn seconds
     * @param uploads how many upload requests
     */
    record Wanted(
            Optional<String> prefix,
            Optional<List<String>> types,
            Optional<Long> maxBytes,
            Optional<Long> expiresIn,
            Optional<Integer> uploads) {}

    record Shown(
            String token,
            String prefix,
            Optional<List<String>> types,
            Optional<Long> maxBytes,
            Optional<Integer> uploads,
            Instant expires) {
        @Override
        public String toString() {
            return "Shown[" + prefix + "]";
        }
    }

    public TokenEndpoints(Tokens tokens) {
        this.tokens = tokens;
    }

    public void addTo(Api api) {
        api.add("POST", "/v1/tokens", this::issue);
        api.add("DELETE", "/v1/tokens", this::revokeAll);
    }

    private Reply issue(Call call) throws Exception {
        Principal caller = Callers.of(call);
        caller.requirePrefix(Scope.WRITE, caller.prefix().text());
        Wanted wanted = Json.read(call, Wanted.class, MAX_BODY);
        Prefix prefix = wanted.prefix().map(Prefix::new).orElse(caller.prefix());
        UploadLimits limits = new UploadLimits(
                formats(wanted.types().orElse(List.of())), wanted.maxBytes().orElse(Long.MAX_VALUE), wanted.uploads());
        Tokens.Issued issued =
                tokens.issue(caller, prefix, limits, wanted.expiresIn().map(TokenEndpoints::seconds));
        return Reply.json(
                        201,
                        new Shown(
                                issued.reveal(),
                                prefix.text(),
                                wanted.types().filter(types -> !types.isEmpty()),
                                wanted.maxBytes(),
                                wanted.uploads(),
                                issued.token().expires()))
                .with("Cache-Control", "no-store");
    }

    private Reply revokeAll(Call call) {
        Callers.of(call).require(Scope.ADMIN);
        tokens.revokeAll();
        return Reply.noContent();
    }

    private static Duration seconds(long seconds) {
        // Out of bounds on either side is refused with the bounds.
        return Duration.ofSeconds(Math.clamp(seconds, 0, Integer.MAX_VALUE));
    }

    private static Set<Format> formats(List<String> types) {
        Set<Format> formats = new HashSet<>();
        for (String type : types) {
            formats.add(Optional.ofNullable(type)
                    .flatMap(Format::ofMediaType)
                    .orElseThrow(() -> new Fault(
                            Fault.Kind.INVALID,
                            "\"" + type + "\" is not the media type of an image that Imago knows.")));
        }
        return formats;
    }
}

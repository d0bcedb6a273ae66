package dev.imago.http.api;

import dev.imago.image.Fault;
import dev.imago.webhook.DeadLetters;
import dev.imago.webhook.DeadLetters.DeadLetter;
import java.util.List;
import java.util.Optional;

/** {@code /v1/webhooks/dead-letters}: what a webhook's receiver did not take; for those who may administer. */
public final class DeadLetterEndpoints {
    private static final int PAGE = 100;

    private final DeadLetters letters;
    private final Access access;

    public DeadLetterEndpoints(DeadLetters letters, Access access) {
        this.letters = letters;
        this.access = access;
    }

    public void addTo(Api api) {
        api.add("GET", "/v1/webhooks/dead-letters", this::list)
                .add("GET", "/v1/webhooks/dead-letters/{id}", this::get)
                .add("DELETE", "/v1/webhooks/dead-letters/{id}", this::drop);
    }

    /**
     * A page, the oldest first.
     *
     * @param next the value of {@code after} for the next page; absent on the last one
     */
    record Page(List<DeadLetter> items, Optional<Long> next) {}

    private Reply list(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        long after = number(call.query().first("after").orElse("0"));
        List<DeadLetter> found = letters.list(after, PAGE + 1);
        List<DeadLetter> items = found.stream().limit(PAGE).toList();
        Optional<Long> next = found.size() > PAGE ? Optional.of(items.getLast().id()) : Optional.empty();
        return Reply.json(new Page(items, next)).with("Cache-Control", "no-store");
    }

    private Reply get(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        return letters.find(number(call.parameter("id")))
                .map(letter -> Reply.json(letter).with("Cache-Control", "no-store"))
                .orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no such dead letter."));
    }

    /** Idempotent. */
    private Reply drop(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        letters.drop(number(call.parameter("id")));
        return Reply.noContent();
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Fault(Fault.Kind.INVALID, "A dead letter has a number, not '" + text + "'.", e);
        }
    }
}

package dev.imago.http.api;

import dev.imago.image.Fault;
import dev.imago.webhook.DeadLetters;
import dev.imago.webhook.DeadLetters.DeadLetter;
import dev.imago.webhook.Webhook;
import java.util.List;
import java.util.Optional;

/** {@code /v1/webhooks/dead-letters}: what a webhook's receiver did not take; for those who may administer. */
public final class DeadLetterEndpoints {
    private static final int PAGE = 100;

    private final DeadLetters letters;
    private final List<Webhook> webhooks;
    private final Access access;

    /** @param webhooks those that are configured: to others nothing can be sent again */
    public DeadLetterEndpoints(DeadLetters letters, List<Webhook> webhooks, Access access) {
        this.letters = letters;
        this.webhooks = webhooks;
        this.access = access;
    }

    public void addTo(Api api) {
        api.add("GET", "/v1/webhooks/dead-letters", this::list)
                .add("GET", "/v1/webhooks/dead-letters/{id}", this::get)
                .add("DELETE", "/v1/webhooks/dead-letters/{id}", this::drop)
                .add("POST", "/v1/webhooks/dead-letters/{id}:retry", this::retry);
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
        return Reply.json(letter(call)).with("Cache-Control", "no-store");
    }

    private DeadLetter letter(Call call) {
        return letters.find(number(call.parameter("id")))
                .orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no such dead letter."));
    }

    /** Once, now; the letter is gone when the receiver takes it. */
    private Reply retry(Call call) throws InterruptedException {
        access.require(call, Access.Right.ADMIN, "");
        DeadLetter letter = letter(call);
        Webhook webhook = webhooks.stream()
                .filter(one -> one.name().equals(letter.follower()))
                .findFirst()
                .orElseThrow(() -> new Fault(
                        Fault.Kind.CONFLICT, letter.follower() + " is not configured, so nothing can be sent to it."));
        webhook.retry(letter.id());
        return Reply.noContent();
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

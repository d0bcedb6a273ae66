package dev.imago.http;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides which plain requests are answered without the HTTP library, and how: those whose answer is in memory, a 200, 206 or 304 in
 * one piece, and within all limits. Shared by the connections of a listener; thread-safe, never blocks.
 *
 * @param observer is told of each answer
 */
record HotAnswers(Entrance place, PublicContent content, Observer observer, SlowWrites slowWrites) {
    /**
     * The exchange with its answer; nothing if it is not to be given here.
     *
     * @param peer the other end of the connection
     */
    Optional<HotExchange> to(PlainHead head, InetAddress peer, String scheme) {
        if (head.targetLength() > place.limits().target().bytes()
                || head.length() > place.limits().headers().bytes()) {
            return Optional.empty();
        }
        Client client = place.proxies().client(peer, scheme, head.authority(), head::header);
        HotExchange exchange = new HotExchange(head, client, System.nanoTime());
        Optional<RequestRates> rates = place.rates().filter(_ -> !client.exempt());
        if (rates.isPresent()
                && !rates.get().take(client.address(), System.nanoTime()).equals(Duration.ZERO)) {
            return Optional.empty(); // is refused where all are
        }
        Optional<Answer> answer = immediate(exchange).filter(HotAnswers::isShort);
        if (answer.isEmpty()) {
            rates.ifPresent(taken -> taken.giveBack(client.address()));
            return Optional.empty();
        }
        exchange.answeredBy(answer.get());
        return Optional.of(exchange);
    }

    private Optional<Answer> immediate(HotExchange exchange) {
        try {
            return content.immediate(exchange);
        } catch (RuntimeException failed) {
            return Optional.empty(); // fails anew where that is answered
        }
    }

    private static boolean isShort(Answer answer) {
        return HotHead.has(answer.status())
                && (answer.body() instanceof Body.None || answer.body() instanceof Body.Memory);
    }
}

package dev.imago.http;

import dev.imago.delivery.Answer;
import dev.imago.delivery.DeliveryRequest;
import java.util.Optional;

/** What the public listener serves. Thread-safe. */
public interface PublicContent {
    /** The answer if it is in memory. Called on the I/O thread; never blocks. */
    Optional<Answer> immediate(DeliveryRequest request);

    /** The answer, whatever it is. Called on a virtual thread; may block. Faults are answers, too. */
    Answer answer(DeliveryRequest request);
}

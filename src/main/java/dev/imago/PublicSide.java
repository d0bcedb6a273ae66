package dev.imago;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Delivery;
import dev.imago.delivery.DeliveryRequest;
import dev.imago.http.PublicContent;
import java.util.Optional;

/** Lets the public listener serve what the delivery answers. */
record PublicSide(Delivery delivery) implements PublicContent {
    @Override
    public Optional<Answer> immediate(DeliveryRequest request) {
        return delivery.immediate(request);
    }

    @Override
    public Answer answer(DeliveryRequest request) {
        return delivery.answer(request);
    }
}

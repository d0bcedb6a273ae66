package dev.imago.delivery;

import dev.imago.routing.RouteRequest;
import dev.imago.transform.Asker;

/** A request on the public listener, as the delivery sees it. */
public interface DeliveryRequest extends Asker, RouteRequest {
    String method();
}

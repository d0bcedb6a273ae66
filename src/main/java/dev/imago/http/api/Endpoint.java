package dev.imago.http.api;

/**
 * Answers one kind of request. Called on a virtual thread, so it may block; called for many requests at once.
 */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers the call. The body of the call need not be read; what is left of it is discarded or the connection closed.
     *
     * @throws dev.imago.image.Fault for what the client is to be told; {@link Problems} maps it
     * @throws Exception anything else is a defect of Imago, told to the client as 500 without its text
     */
    Reply handle(Call call) throws Exception;
}

package dev.imago.cli;

import dev.imago.config.Configuration;
import dev.imago.routing.Router;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Starts the server; given to the command line by the one who knows how.
 *
 * @param <S> the root record of the settings
 */
public interface ServerLauncher<S extends Record> {
    /**
     * The root record of the settings. Its keys {@code public.listen}, {@code api.listen}, {@code folder}, {@code data} and {@code
     * durability} have options.
     */
    Class<S> settings();

    /** The rules of a configuration, each leading to the names of its stores. Touches nothing. */
    Router<List<String>> rules(S settings);

    /**
     * Starts a server and returns once both listeners answer.
     *
     * @throws IOException if it cannot start; the message is for the operator
     * @throws dev.imago.image.Fault likewise
     */
    Running<S> launch(Configuration<S> configuration) throws IOException;

    /** A server that answers. Its methods are called by one thread. */
    interface Running<S extends Record> {
        /** The administrator's key in plain text, if this start made it: it is shown once and kept nowhere. */
        Optional<String> newAdminKey();

        /** Scheme, host and real port of the public listener. */
        String publicUrl();

        /** Scheme, host and real port of the api listener. */
        String apiUrl();

        /**
         * Takes over the settings that can change without a restart, all or none.
         *
         * @throws IOException if it cannot, for example as a certificate cannot be read; the old ones stay
         */
        void reload(Configuration<S> next) throws IOException;

        /** Refuses new connections, lets answers in flight finish within the configured grace, and closes everything. */
        void drain();
    }
}

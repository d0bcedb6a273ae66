package dev.imago;

import dev.imago.auth.AdminKey;
import dev.imago.cli.ServerLauncher;
import dev.imago.config.Configuration;
import dev.imago.image.Fault;
import dev.imago.routing.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts a server for the command line. */
final class Launcher implements ServerLauncher<Settings> {
    @Override
    public Class<Settings> settings() {
        return Settings.class;
    }

    @Override
    public Router<List<String>> rules(Settings settings) {
        return settings.rules();
    }

    @Override
    public Running<Settings> launch(Configuration<Settings> configuration) throws IOException {
        var imago = new Imago(configuration.settings(), adminKey());
        try {
            imago.start();
            return new Server(
                    imago, firstAdminKey(imago), configuration.settings().grace());
        } catch (IOException | RuntimeException e) {
            imago.close();
            throw e;
        }
    }

    private static Optional<AdminKey> adminKey() {
        return Optional.ofNullable(System.getenv(AdminKey.VARIABLE)).map(AdminKey::new);
    }

    /** While the database is down there is none to be had; the next start makes one. */
    private static Optional<String> firstAdminKey(Imago imago) {
        try {
            return imago.firstAdminKey();
        } catch (Fault unavailable) {
            return Optional.empty();
        }
    }

    private record Server(Imago imago, Optional<String> adminKey, Duration grace) implements Running<Settings> {
        @Override
        public Optional<String> newAdminKey() {
            return adminKey;
        }

        @Override
        public String publicUrl() {
            return imago.publicUrl();
        }

        @Override
        public String apiUrl() {
            return imago.apiUrl();
        }

        @Override
        public void reload(Configuration<Settings> next) {
            imago.reload(next.settings());
        }

        @Override
        public void drain() {
            try {
                imago.drain(grace);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.imago;

import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import java.util.ArrayList;

/** Chooses a command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        var flags = new ArrayList<Flag>();
        flags.add(new Flag("FOLDER", "folder", args[0]));
        flags.add(new Flag("--public", "public.listen", args[1]));
        flags.add(new Flag("--api", "api.listen", args[2]));
        var imago = new Imago(
                Configurations.read(Settings.class, Sources.none().withFlags(flags))
                        .settings(),
                java.util.Optional.ofNullable(System.getenv("IMAGO_ADMIN_KEY")).map(dev.imago.auth.AdminKey::new));
        imago.start();
        imago.firstAdminKey().ifPresent(key -> System.out.println("admin key " + key));
        System.out.println("public " + imago.publicUrl());
        System.out.println("api " + imago.apiUrl());
        Thread.currentThread().join();
    }
}

/**
 * Reads a YAML file, environment variables and flags into immutable records, and refuses whatever is not understood: all problems
 * together, each with its place, what was expected and the closest known name. It knows no setting of any feature: each package
 * has its own record, and the root record puts them together.
 *
 * <p>A complete example:
 *
 * {@snippet :
 * public record PublicSettings(
 *         @Setting(doc = "Where images are served.", byDefault = ":8080") HostPort listen,
 *         @Setting(doc = "The longest wait for a request's header.", byDefault = "10s")
 *         @Range(min = "1s", max = "5m")
 *         Duration headerTimeout,
 *         @Setting(doc = "Proxies whose Forwarded header is believed.", example = "10.0.0.0/8, ::1")
 *         @Reloadable
 *         List<Network> trustedProxies,   // Network.parse(String) is the value's parser
 *         @Setting(doc = "The TLS certificate and key; without it the listener speaks plain HTTP.")
 *         Optional<TlsSettings> tls) {}
 *
 * @Reloadable
 * public record TlsSettings(
 *         @Setting(doc = "The certificate chain, PEM.") Path certificate,
 *         @Setting(doc = "The private key, PEM.") Path key,
 *         @Setting(doc = "The password of the key.") @Secret Optional<String> password)
 *         implements Checked {
 *     @Override
 *     public void check(Check check) {
 *         if (key.equals(certificate)) {
 *             check.refuse("key", "another file than the certificate's");
 *         }
 *     }
 * }
 *
 * public record ImagoSettings(
 *         @Setting(key = "public", doc = "The listener for images.") PublicSettings publicListener,
 *         @Setting(doc = "The store of the images.", byDefault = "folder") StoreSettings store) {}
 * }
 *
 * is read, with {@link dev.imago.config.Named} for {@code StoreSettings}, from
 *
 * {@snippet lang=yaml :
 * public:
 *   listen: 127.0.0.1:8080
 *   trusted-proxies: [10.0.0.0/8, "::1"]
 *   tls:
 *     certificate: /etc/imago/chain.pem
 *     key: /etc/imago/key.pem
 * store:
 *   type: memory
 *   max-bytes: 1GiB
 * }
 *
 * or from {@code IMAGO_PUBLIC_LISTEN=127.0.0.1:8080}, {@code IMAGO_PUBLIC_TRUSTED_PROXIES=10.0.0.0/8,::1} and so on, by
 *
 * {@snippet :
 * Configuration<ImagoSettings> configuration = Configurations.read(
 *         ImagoSettings.class,
 *         Sources.file(Path.of("imago.yaml"))
 *                 .withEnvironment(System.getenv(), Set.of("IMAGO_HOME"))
 *                 .withFlags(List.of(new Flag("--public", "public.listen", "127.0.0.1:0"))));
 * }
 */
@NullMarked
package dev.imago.config;

import org.jspecify.annotations.NullMarked;

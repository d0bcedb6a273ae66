package dev.imago.http;

import dev.imago.config.Setting;
import java.nio.file.Path;

/**
 * Certificate and key of a listener. Both files are looked at every few seconds and taken up when they change.
 *
 * @param certificate PEM file with the certificate, followed by those between it and the root
 * @param key PEM file with its private key, not encrypted: PKCS#8, PKCS#1 or SEC 1
 * @param tls12 whether TLS 1.2 is spoken beside TLS 1.3
 */
public record TlsSettings(
        @Setting(
                doc = "PEM file with the certificate and its chain. Taken up again when it changes.",
                example = "/etc/imago/tls/fullchain.pem")
        Path certificate,

        @Setting(
                doc = "PEM file with the private key (PKCS#8, PKCS#1 or SEC 1; not encrypted).",
                example = "/etc/imago/tls/privkey.pem")
        Path key,

        @Setting(doc = "Whether TLS 1.2 is spoken beside TLS 1.3.", byDefault = "false")
        boolean tls12) {}

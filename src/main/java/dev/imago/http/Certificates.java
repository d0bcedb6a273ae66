package dev.imago.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of a listener, taken up again when its files change. A bad pair leaves the old one in use. */
final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private final TlsSettings settings;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private List<String> seen;

    /** @throws IOException if the files cannot be used */
    Certificates(TlsSettings settings) throws IOException {
        this.settings = settings;
        this.seen = marks();
        context.setKeyStore(PemFiles.keyStore(settings.certificate(), settings.key()));
        context.setKeyStorePassword("");
        context.setIncludeProtocols(settings.tls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
        context.setExcludeCipherSuites("^.*_(MD5|SHA|SHA1)$", "^TLS_RSA_.*$", "^.*_NULL_.*$", "^.*_anon_.*$");
        context.setUseCipherSuitesOrder(false);
        context.setSniRequired(false);
    }

    SslContextFactory.Server context() {
        return context;
    }

    /** Takes up changed files. One thread calls this. */
    void refresh() {
        List<String> now = marks();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            var store = PemFiles.keyStore(settings.certificate(), settings.key());
            context.reload(factory -> factory.setKeyStore(store));
            LOG.info("The certificate in {} is in use now.", settings.certificate());
        } catch (Exception e) {
            LOG.error(
                    "The changed certificate is refused, the old one stays in use: {}",
                    Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
    }

    private List<String> marks() {
        return List.of(mark(settings.certificate()), mark(settings.key()));
    }

    private static String mark(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return "absent";
        }
    }
}

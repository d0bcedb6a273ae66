package dev.imago.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificate chain and private key from PEM (RFC 7468) and proves that they belong together. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final byte[] RSA = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
    };
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    @SuppressWarnings("ArrayRecordComponent")
    private record Block(String label, byte[] der) {}

    private PemFiles() {}

    /**
     * A key store with one entry and no password.
     *
     * @throws IOException with a message for whoever configured the files: which one, and what is wrong with it
     */
    static KeyStore keyStore(Path certificate, Path key) throws IOException {
        Certificate[] chain = chain(certificate);
        PrivateKey privateKey = privateKey(key);
        try {
            prove(chain[0], privateKey, certificate, key);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("imago", privateKey, new char[0], chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        List<Certificate> chain = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    chain.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (GeneralSecurityException e) {
                    throw new IOException(file + " has a broken certificate: " + e.getMessage(), e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new IOException(file + " has no certificate (-----BEGIN CERTIFICATE-----)");
        }
        return chain.toArray(Certificate[]::new);
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        for (Block block : blocks(file)) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return decode(file, block.der());
                }
                case "RSA PRIVATE KEY" -> {
                    return decode(file, pkcs8(RSA, block.der()));
                }
                case "EC PRIVATE KEY" -> {
                    return decode(file, pkcs8(concat(EC, curve(file, block.der())), block.der()));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IOException(file + " is encrypted; decrypt it with: openssl pkey -in " + file);
                default -> {}
            }
        }
        throw new IOException(file + " has no private key (-----BEGIN PRIVATE KEY-----)");
    }

    private static List<Block> blocks(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String body = String.valueOf(matcher.group(2));
            if (body.contains("Proc-Type: 4,ENCRYPTED")) {
                throw new IOException(file + " is encrypted; decrypt it with: openssl pkey -in " + file);
            }
            try {
                blocks.add(new Block(
                        String.valueOf(matcher.group(1)),
                        Base64.getMimeDecoder().decode(body.strip())));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " is not PEM: " + e.getMessage(), e);
            }
        }
        return blocks;
    }

    private static PrivateKey decode(Path file, byte[] pkcs8) throws IOException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // The next algorithm may know it.
            }
        }
        throw new IOException(file + " has a private key that is neither RSA, EC nor EdDSA, or is broken");
    }

    /** Signs with one and verifies with the other. */
    private static void prove(Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile)
            throws IOException, GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] challenge = new byte[32];
        boolean match;
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(challenge);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(challenge);
            match = signature.verify(signed);
        } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
            match = false;
        }
        if (!match) {
            throw new IOException("the key in " + keyFile + " is not that of the certificate in " + certificateFile);
        }
    }

    /** PKCS#8 around a key in its own form: SEQUENCE { 0, SEQUENCE { algorithm }, OCTET STRING { key } } (RFC 5208). */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return tagged(0x30, concat(VERSION_0, tagged(0x30, algorithm), tagged(0x04, key)));
    }

    /** The curve's OBJECT IDENTIFIER out of an EC key (RFC 5915): the content of its element [0]. */
    private static byte[] curve(Path file, byte[] sec1) throws IOException {
        for (int i = 0; i + 3 < sec1.length; i++) {
            if ((sec1[i] & 0xFF) == 0xA0 && sec1[i + 2] == 0x06 && sec1[i + 1] == sec1[i + 3] + 2) {
                int end = i + 2 + sec1[i + 1];
                if (end <= sec1.length) {
                    return Arrays.copyOfRange(sec1, i + 2, end);
                }
            }
        }
        throw new IOException(file + " does not name its curve; convert it with: openssl pkcs8 -topk8 -nocrypt");
    }

    private static byte[] tagged(int tag, byte[] content) {
        int n = content.length;
        byte[] length = n < 0x80
                ? new byte[] {(byte) n}
                : n < 0x100 ? new byte[] {(byte) 0x81, (byte) n} : new byte[] {(byte) 0x82, (byte) (n >> 8), (byte) n};
        return concat(new byte[] {(byte) tag}, length, content);
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

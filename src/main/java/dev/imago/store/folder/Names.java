package dev.imago.store.folder;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which paths below a folder are names of images. */
final class Names {
    private Names() {}

    /** Whether no segment is empty or begins with a dot. Rules out "..", too. */
    static boolean visible(String path) {
        return !path.isEmpty()
                && path.charAt(0) != '.'
                && path.charAt(0) != '/'
                && path.charAt(path.length() - 1) != '/'
                && path.indexOf('\0') < 0
                && !path.contains("/.")
                && !path.contains("//");
    }

    /** The path of the directory that a path is in: "." for the folder itself. */
    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "." : path.substring(0, slash);
    }

    /** The last segment. */
    static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A name that the file system reports, if it can be part of a key: UTF-8 without control characters, which would forge lines of a log. */
    static Optional<String> decode(byte[] name) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(name))
                            .toString())
                    .filter(text -> text.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

package dev.imago.auth;

import java.time.Instant;
import java.util.List;

/**
 * Where the keys that sign upload tokens, and the counts of tokens for a limited number of uploads, are kept, shared by all
 * nodes. Threads and failures as in {@link KeyStore}.
 */
public interface TokenStore {
    /** The newest first. */
    List<SigningKey> signingKeys();

    void add(SigningKey key);

    /** Removes signing keys that were made before then; tokens that they signed are refused from then on. */
    void removeSigningKeys(Instant madeBefore);

    /**
     * Takes one of the uploads that a token is good for.
     *
     * @param max how many there are in all
     * @param expires when the count may be forgotten, because the token is of no use any more; the first call sets it
     * @return whether one was left
     */
    boolean takeUpload(String tokenId, int max, Instant expires);

    /** Forgets the counts of tokens that expired before then. */
    void removeCounts(Instant expiredBefore);
}

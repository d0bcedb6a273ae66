/**
 * Who may do what: API keys, of which only hashes are stored, and signed upload tokens, which let a browser upload without a key.
 * {@link dev.imago.auth.Authenticator} turns credentials into a {@link dev.imago.auth.Principal}, and the principal answers each
 * question of permission.
 *
 * <p>The database is asked for a key at most every few seconds ({@code key-cache}), which is also how long a revoked key may go
 * on working on another node. While the database is down, keys and token signatures that this node has seen go on being
 * accepted for {@code outage-grace}; keys that it has not seen are answered with 503, never with 401. The admin key of the
 * environment needs no database.
 */
@NullMarked
package dev.imago.auth;

import org.jspecify.annotations.NullMarked;

package dev.imago.http.api.admin;

/**
 * The images that a migration is about.
 *
 * @param prefix of their keys
 * @param store that they lie in
 */
public record MigrationSource(String prefix, String store) {}

package dev.imago.cli.client;

import java.util.List;

/** All migrations, the oldest first. */
public record MigrationPage(List<MigrationInfo> items) {}

/**
 * The database that catalog and journal live in: SQLite in a file for one node, PostgreSQL for several. One pool of readers,
 * one group-committing writer, migrations, and outages turned into one kind of fault.
 */
@NullMarked
package dev.imago.database;

import org.jspecify.annotations.NullMarked;

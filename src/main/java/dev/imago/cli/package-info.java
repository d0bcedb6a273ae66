/**
 * The command line, one class a command. {@link dev.imago.cli.CommandLineInterface} chooses one and runs it; {@link
 * dev.imago.cli.ExitCode} lists what a status means. Commands that work on images and keys talk to the api listener of a running
 * server ({@link dev.imago.cli.client}); {@code serve} and {@code config} are given the server as a {@link
 * dev.imago.cli.ServerLauncher}.
 */
@NullMarked
package dev.imago.cli;

import org.jspecify.annotations.NullMarked;

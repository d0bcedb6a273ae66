package dev.imago.cli;

import dev.imago.cli.client.ApiException;
import dev.imago.cli.terminal.Terminal;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** The one mapping from what a command throws to a line on stderr and an {@link ExitCode}. */
final class Failures {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    int report(Exception failure) {
        switch (failure) {
            case CommandFailed known -> say(String.valueOf(known.getMessage()));
            case ApiException refused -> say(refused.publicMessage());
            case InterruptedException _ -> say("interrupted");
            case Fault fault -> say(fault.message() + (fault.detail().isEmpty() ? "" : " (" + fault.detail() + ")"));
            case IOException trouble -> say(text(trouble));
            case UncheckedIOException trouble -> say(text(trouble));
            default -> {
                say("this is a mistake in Imago; please report it with what follows");
                failure.printStackTrace(terminal.err());
            }
        }
        return code(failure);
    }

    private static int code(Exception failure) {
        return switch (failure) {
            case CommandFailed known -> known.exitCode();
            case ApiException refused ->
                refused.unreachable() ? ExitCode.UNREACHABLE : ExitCode.ofStatus(refused.status());
            case InterruptedException _ -> ExitCode.INTERRUPTED;
            default -> ExitCode.FAILED;
        };
    }

    private void say(String message) {
        terminal.note("imago: " + Terminal.harmless(message));
    }

    /** A failure in words; those of files say less than the name of the file in the JDK. */
    static String text(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException absent -> absent.getFile() + ": there is no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": no permission";
            case FileAlreadyExistsException there -> there.getFile() + ": is there already";
            case UncheckedIOException unchecked when unchecked.getCause() != null -> text(unchecked.getCause());
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }
}

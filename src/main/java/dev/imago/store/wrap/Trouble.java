package dev.imago.store.wrap;

import dev.imago.image.Fault;
import java.nio.channels.ClosedByInterruptException;

/** Tells a store that is in trouble from one that refuses what is asked, or was not asked at all. */
final class Trouble {
    /** As the cause of a fault: the store heard nothing of the call. */
    private static final class NotAsked extends Exception {
        private static final long serialVersionUID = 1L;

        NotAsked(String why) {
            super(why, null, false, false);
        }
    }

    private Trouble() {}

    /** Whether the store did not answer, or answered that it cannot serve now. */
    static boolean shownBy(Fault fault) {
        boolean silent = fault.kind() == Fault.Kind.UNAVAILABLE || fault.kind() == Fault.Kind.TIMEOUT;
        return silent && !(fault.getCause() instanceof NotAsked || wasGivenUp(fault));
    }

    /** Whoever interrupts a call does not say that the store is at fault. */
    private static boolean wasGivenUp(Fault fault) {
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /**
     * A refusal that says nothing about the store.
     *
     * @param why for the log
     */
    static Fault notAsked(String message, String why) {
        return new Fault(Fault.Kind.UNAVAILABLE, message, new NotAsked(why));
    }

    /** What becomes of a call whose thread was interrupted; the thread's mark is set again. */
    static Fault givenUp(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Fault(Fault.Kind.UNAVAILABLE, "The store's call was given up.", e);
    }
}

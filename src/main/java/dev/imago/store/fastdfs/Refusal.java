package dev.imago.store.fastdfs;

import java.io.IOException;

/** An answer whose status is not 0. */
final class Refusal extends IOException {
    static final int NO_SUCH_FILE = 2;
    static final int INVALID = 22;
    static final int NO_SPACE = 28;

    private static final int NOT_PERMITTED = 1;
    private static final int ACCESS_DENIED = 13;
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status) {
        super("FastDFS answers with status " + status);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** The peer has no such file; what it takes for no possible name of a file is none either. */
    boolean absent() {
        return status == NO_SUCH_FILE || status == INVALID;
    }

    boolean forbidden() {
        return status == NOT_PERMITTED || status == ACCESS_DENIED;
    }

    /** Whether the peer closes the connection after such an answer. */
    boolean closes() {
        return status == INVALID;
    }
}

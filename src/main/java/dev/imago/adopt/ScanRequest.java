package dev.imago.adopt;

/**
 * What somebody wants to have scanned.
 *
 * @param prefix below which; empty for everything
 * @param acceptRemovals believe it even if very much is gone
 */
record ScanRequest(String prefix, boolean acceptRemovals) {
    static final ScanRequest ALL = new ScanRequest("", false);

    boolean everything() {
        return prefix.isEmpty();
    }
}

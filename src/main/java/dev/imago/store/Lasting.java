package dev.imago.store;

/** Capability: what lies in the store without a finished put (another program wrote it, a put was cut off) can be made to last. */
public interface Lasting {
    /**
     * When this returns, what is at the locator survives power loss as if it had been put now (unless the store was
     * configured to leave that to the operating system).
     */
    void makeLast(Locator locator);
}

package dev.imago.os;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * The descriptor of a channel's socket, for calls of which the JDK knows nothing. As long as it is held, the channel cannot be closed by anybody, so that
 * the number cannot become another connection's: this is the protocol by which the JDK's own sendfile is kept from that
 * ({@code sun.nio.ch.SocketChannelImpl}: beforeTransferTo, getFDVal, afterTransferTo). It needs {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED}, as
 * the manifest of the program has it.
 */
record ChannelDescriptor(MethodHandle before, MethodHandle number, MethodHandle after) {
    /** Nothing if this JDK has other methods, or does not let us call them. */
    static Optional<ChannelDescriptor> find() {
        try {
            Class<?> channel = Class.forName("sun.nio.ch.SocketChannelImpl");
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(channel, MethodHandles.lookup());
            return Optional.of(new ChannelDescriptor(
                    lookup.findVirtual(channel, "beforeTransferTo", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, SocketChannel.class)),
                    lookup.findVirtual(channel, "getFDVal", MethodType.methodType(int.class))
                            .asType(MethodType.methodType(int.class, SocketChannel.class)),
                    lookup.findVirtual(channel, "afterTransferTo", MethodType.methodType(void.class, boolean.class))
                            .asType(MethodType.methodType(void.class, SocketChannel.class, boolean.class))));
        } catch (ReflectiveOperationException notThere) {
            return Optional.empty();
        }
    }

    /**
     * To be released by the same thread, soon: it must not block meanwhile. Whoever closes the channel waits for that.
     *
     * @throws ClosedChannelException if it is closed, or its output is
     */
    int hold(SocketChannel channel) throws ClosedChannelException {
        try {
            before.invokeExact(channel);
            return (int) number.invokeExact(channel);
        } catch (ClosedChannelException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError("throws nothing else", impossible);
        }
    }

    void release(SocketChannel channel) {
        try {
            after.invokeExact(channel, true);
        } catch (Throwable impossible) {
            throw new AssertionError("what is completed throws nothing", impossible);
        }
    }
}

package dev.imago.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Lets a program react to signals. The JVM has no public interface for it; {@code jdk.unsupported} exports the one that all use,
 * reached here by reflection, since the compiler warns about it and warnings are errors.
 */
interface Signals {
    /**
     * Calls the action, on a thread of its own, each time that the signal arrives, instead of what the JVM does then.
     *
     * @param name without {@code SIG}: {@code TERM}
     */
    void on(String name, Runnable action);

    /** Signals of this process; one that the system does not have is never received. */
    static Signals ofProcess() {
        return (name, action) -> {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object proxy = Proxy.newProxyInstance(
                        Signals.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                            if (method.getName().equals("handle")) {
                                action.run();
                            }
                            return name;
                        });
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            } catch (InvocationTargetException e) {
                // The system has no such signal, or the JVM keeps it (-Xrs): then it does what it always did.
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
            }
        };
    }
}

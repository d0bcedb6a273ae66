package dev.imago.ops;

import java.lang.reflect.Proxy;

/** Signals of the operating system, as far as a server needs them. */
public final class Signals {
    private Signals() {}

    /**
     * Runs the action on a thread of its own at each SIGHUP, which otherwise would end the process. The JDK's class for this
     * ({@code sun.misc.Signal}, of the exported module {@code jdk.unsupported}) is reached by name, as the compiler warns of
     * every mention.
     */
    public static void onHangUp(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    handler.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield 0;
                        }
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> false;
                        default -> "reload";
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no signals", e);
        }
    }

    /**
     * Runs the action once at SIGTERM or SIGINT and then ends the process with status 0: a stop that was asked for is no
     * failure.
     */
    public static void onStop(Runnable action) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            action.run();
            Runtime.getRuntime().halt(0);
        }));
    }
}

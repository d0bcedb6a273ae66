package dev.imago.routing;

/** Whether a rule is for a request. */
sealed interface Finding<T> {
    /** What a rule looks at, in this order. */
    enum Aspect {
        HOST,
        PATH,
        QUERY,
        CLIENT,
        HEADER
    }

    /**
     * It is not.
     *
     * @param wanted what the rule wants, as it is configured
     * @param found what is there instead
     */
    record Missed<T>(Aspect aspect, Object wanted, Object found) implements Finding<T> {
        String why() {
            return switch (aspect) {
                case HOST -> "the host " + found + " is not of " + wanted;
                case PATH -> "the path " + found + " does not match " + wanted;
                case QUERY -> "the parameter " + wanted + " is not: it is " + found;
                case CLIENT -> "the client is not in " + wanted;
                case HEADER -> "the header field " + wanted + " is not: it is " + found;
            };
        }
    }

    /** It rewrites the path, and the next one is asked. */
    record WentOn<T>(String path) implements Finding<T> {}

    /** It is, if its conditions on the image hold. */
    record Led<T>(Match<T> match) implements Finding<T> {}
}

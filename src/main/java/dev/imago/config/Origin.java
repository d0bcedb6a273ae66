package dev.imago.config;

/** Where a value came from. The text of {@code toString()} is fit for a comment or the beginning of a message. */
public sealed interface Origin {
    /**
     * A file.
     *
     * @param file the file as the user named it
     * @param line from 1, or 0 if the file as a whole is meant
     * @param column from 1, or 0 if the line or file as a whole is meant
     */
    record InFile(String file, int line, int column) implements Origin {
        @Override
        public String toString() {
            return line == 0 ? file : file + ":" + line;
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A command line flag such as {@code --public}. */
    record Argument(String flag) implements Origin {
        @Override
        public String toString() {
            return flag;
        }
    }

    /** Nobody gave it. */
    record Default() implements Origin {
        @Override
        public String toString() {
            return "default";
        }
    }
}

package dev.imago.cli.transfer;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;

/**
 * The files below a folder, links followed. What starts with a dot is left out, as Imago never serves it, and so is what is excluded.
 *
 * @param prefix of the keys; empty, or with a slash at its end
 * @param excluded matched against the path below the folder and against the name alone
 */
public record LocalTree(Path folder, String prefix, List<PathMatcher> excluded) {
    /** Is told of each file. */
    public interface Visitor {
        /** @return whether to go on */
        boolean file(LocalFile file) throws InterruptedException;

        /** Something below the folder cannot be read. */
        void unreadable(Path path, IOException failure);
    }

    private static final class Interrupted extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Walks through all of it, in no certain order. */
    public void walk(Visitor visitor) throws IOException, InterruptedException {
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Walk(visitor));
        } catch (Interrupted e) {
            throw new InterruptedException("while walking through " + folder);
        }
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Visitor visitor;

        Walk(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return !directory.equals(folder) && leftOut(directory)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (!attributes.isRegularFile() || leftOut(file)) {
                return FileVisitResult.CONTINUE;
            }
            try {
                boolean on = visitor.file(new LocalFile(file, attributes.size(), key(file)));
                return on ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            } catch (InterruptedException e) {
                throw new Interrupted();
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            visitor.unreadable(file, failure);
            return FileVisitResult.CONTINUE;
        }
    }

    private boolean leftOut(Path path) {
        Path name = path.getFileName();
        Path relative = folder.relativize(path);
        return name.toString().startsWith(".")
                || excluded.stream().anyMatch(pattern -> pattern.matches(relative) || pattern.matches(name));
    }

    private String key(Path file) {
        return prefix
                + folder.relativize(file)
                        .toString()
                        .replace(folder.getFileSystem().getSeparator(), "/");
    }
}

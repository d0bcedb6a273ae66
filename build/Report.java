import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up a run of ./check: {@code java Report.java [--full] [--broken WHAT]... SUREFIRE_REPORTS TAP_FOLDER MUST_RUN_FILE}.
 * Prints each failure, each skipped test with its reason, and alone on the last line
 * {@code N passed, N failed, N skipped}. Status 1 if anything failed or nothing ran.
 *
 * <p>{@code --full}: all tests were to run, so an entry of the must-run file that did not run is a failure.
 * {@code --broken WHAT}: a step that failed without any test to show for it.
 */
final class Report {
    private enum Verdict {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** One test; {@code suite} is a class's simple name or the name of a shell suite. */
    private record Result(String suite, String test, Verdict verdict, String reason) {}

    private final List<Result> results = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        var report = new Report();
        boolean full = false;
        int at = 0;
        for (; args[at].startsWith("--"); at++) {
            switch (args[at]) {
                case "--full" -> full = true;
                case "--broken" -> report.add("check", args[++at], Verdict.FAILED, "did not succeed");
                default -> throw new IllegalArgumentException(args[at]);
            }
        }
        for (Path xml : filesIn(Path.of(args[at]), "TEST-", ".xml")) {
            report.readSurefire(xml);
        }
        for (Path tap : filesIn(Path.of(args[at + 1]), "", ".tap")) {
            report.readTap(tap);
        }
        report.holdAgainst(Files.readAllLines(Path.of(args[at + 2])), full);
        if (report.results.isEmpty()) {
            report.add("check", "no test ran", Verdict.FAILED, "the selection is empty");
        }
        System.exit(report.print() ? 0 : 1);
    }

    private static List<Path> filesIn(Path folder, String prefix, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)
                            && f.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private void add(String suite, String test, Verdict verdict, String reason) {
        results.add(new Result(suite, test, verdict, reason.replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "").strip()));
    }

    private void readSurefire(Path xml) throws Exception {
        NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(xml.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            var test = (Element) cases.item(i);
            String suite = test.getAttribute("classname").replaceFirst(".*\\.", "").replaceFirst("\\$.*", "");
            String name = test.getAttribute("name").isEmpty() ? "(whole class)" : test.getAttribute("name");
            Element skipped = child(test, "skipped");
            Element failed = child(test, "failure") == null ? child(test, "error") : child(test, "failure");
            if (failed != null) {
                add(suite, name, Verdict.FAILED, failed.getTextContent());
            } else if (skipped != null) {
                String reason = skipped.getAttribute("message");
                add(suite, name, Verdict.SKIPPED, reason.isBlank() ? skipped.getTextContent() : reason);
            } else {
                add(suite, name, Verdict.PASSED, "");
            }
        }
    }

    private static Element child(Element parent, String name) {
        return (Element) parent.getElementsByTagName(name).item(0);
    }

    private static final Pattern TAP_LINE =
            Pattern.compile("(not )?ok\\s+\\d+\\s*-?\\s*(.*?)(?:\\s+#\\s*SKIP\\s*(.*))?", Pattern.CASE_INSENSITIVE);

    private void readTap(Path tap) throws IOException {
        String suite = tap.getFileName().toString().replaceFirst("\\.tap$", "");
        int ran = 0;
        boolean ended = false;
        for (String line : Files.readAllLines(tap)) {
            var test = TAP_LINE.matcher(line);
            if (test.matches()) {
                ran++;
                boolean failed = test.group(1) != null;
                boolean skipped = test.group(3) != null;
                add(
                        suite,
                        test.group(2),
                        failed ? Verdict.FAILED : skipped ? Verdict.SKIPPED : Verdict.PASSED,
                        failed ? "see " + tap.toString().replaceFirst("tap$", "log") : skipped ? test.group(3) : "");
            }
            ended |= line.equals("1.." + ran);
        }
        if (!ended) {
            add(suite, "(whole suite)", Verdict.FAILED, "broke off after " + ran + " tests");
        }
    }

    private void holdAgainst(List<String> mustRun, boolean full) {
        for (String suite : mustRun) {
            if (suite.isBlank() || suite.startsWith("#")) {
                continue;
            }
            boolean ran = results.stream().anyMatch(r -> r.suite.equals(suite.strip()));
            if (!ran && full) {
                add(suite.strip(), "(whole suite)", Verdict.FAILED, "must run, and did not");
            }
            results.replaceAll(r -> r.suite.equals(suite.strip()) && r.verdict == Verdict.SKIPPED
                    ? new Result(r.suite, r.test, Verdict.FAILED, "may not be skipped, and was: " + r.reason)
                    : r);
        }
    }

    private boolean print() {
        of(Verdict.FAILED).forEach(r -> System.out.println("FAILED  " + r.suite + ": " + r.test + "\n        "
                + told(r.reason)));
        var skipped = new TreeSet<String>();
        of(Verdict.SKIPPED).forEach(r -> skipped.add("skipped " + r.suite + ": " + r.test + ": "
                + (r.reason.isEmpty() ? "no reason given" : r.reason.lines().findFirst().orElseThrow())));
        skipped.forEach(System.out::println);
        System.out.println(of(Verdict.PASSED).count() + " passed, " + of(Verdict.FAILED).count() + " failed, "
                + of(Verdict.SKIPPED).count() + " skipped");
        return of(Verdict.FAILED).findAny().isEmpty();
    }

    /** The frames of our own code say where it was, also of the thread of a test that took too long. */
    private static String told(String reason) {
        return reason.lines()
                .filter(line -> !line.startsWith("\tat ") || line.contains("dev.imago"))
                .limit(20)
                .collect(Collectors.joining("\n        "));
    }

    private Stream<Result> of(Verdict verdict) {
        return results.stream().filter(r -> r.verdict == verdict);
    }
}

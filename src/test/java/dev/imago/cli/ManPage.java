package dev.imago.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns the page of the command line ({@link CommandPage}) into a manual page: the few forms of Markdown that it has into the macros
 * of man(7). Tables become lists of terms.
 */
final class ManPage {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern HEAD_OF_TABLE = Pattern.compile("(?m)^\\|.*\\R\\|---.*\\R");
    private static final Pattern CELL_BORDER = Pattern.compile("(?<!\\\\)\\|");

    private final StringBuilder page = new StringBuilder();
    private boolean example;

    private ManPage() {
        line(".TH IMAGO 1 \"\" Imago \"User Commands\"");
        line(".SH NAME");
        line("imago \\- one image server for every stage of a site's growth");
        line(".SH SYNOPSIS");
        line(".B imago");
        line("\\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...");
        line(".SH DESCRIPTION");
    }

    static String of(String markdown) {
        var page = new ManPage();
        HEAD_OF_TABLE.matcher(markdown).replaceAll("").lines().forEach(page::translate);
        page.line(".SH FILES");
        page.entry("/etc/imago/imago.yaml", "The configuration of the service, where Imago is installed as a package.");
        page.entry("~/.config/imago/key", "The key of an administrator.");
        return page.page.toString();
    }

    private void translate(String text) {
        if (text.startsWith("```")) {
            example = !example;
            line(example ? ".PP\n.RS 4\n.nf" : ".fi\n.RE");
        } else if (example) {
            line(literal(text));
        } else if (text.startsWith("### ")) {
            line(".SS \"" + styled(text.substring(4)) + "\"");
        } else if (text.startsWith("## ")) {
            line(".SH " + literal(text.substring(3)).toUpperCase(Locale.ROOT));
        } else if (text.startsWith("|")) {
            row(CELL_BORDER.split(text.substring(1)));
        } else if (text.isEmpty()) {
            line(".PP");
        } else if (!text.startsWith("# ") && !text.startsWith("<!--")) {
            line(styled(text));
        }
    }

    private void row(String[] cells) {
        entry(cells[0].strip(), Stream.of(cells).skip(1).map(String::strip).collect(Collectors.joining("; ")));
    }

    private void entry(String term, String meaning) {
        line(".TP");
        line(styled(term.replace("\\|", "|")));
        line(styled(meaning.replace("\\|", "|")));
    }

    /** What is code in Markdown is bold here. */
    private static String styled(String text) {
        Matcher code = CODE.matcher(literal(text));
        return code.replaceAll(found -> Matcher.quoteReplacement("\\fB" + found.group(1) + "\\fR"));
    }

    /** A backslash, a minus, and a dot or apostrophe at the beginning of a line mean something to troff. */
    private static String literal(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}

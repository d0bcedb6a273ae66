package dev.imago.transform.svg;

import dev.imago.image.Fault;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.MissingResourceException;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Writes an SVG anew with nothing but what draws: shapes, text, gradients, clips, masks, patterns, markers, simple filters, styles. Scripts,
 * links, pictures, foreign content, comments, and every reference that leads out of the document are left out. What could be a bomb is
 * refused: entities, deep nesting, many elements, references that multiply or lead in circles.
 *
 * <p>The parser (StAX of the JDK) reads no DTD and asks for no file or address. What it does not know as an allowed word does not
 * come out: this is a list of what is good, not of what is bad.
 */
public final class SvgCleaner {
    /** Of a document, in bytes. */
    public static final int MOST_BYTES = 1 << 20;

    static final int DEEPEST = 64;
    static final int MOST_ELEMENTS = 20_000;

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String XLINK = "http://www.w3.org/1999/xlink";
    private static final String XML = "http://www.w3.org/XML/1998/namespace";

    private final SvgReferences references = new SvgReferences(MOST_ELEMENTS);
    private final StringBuilder clean = new StringBuilder();
    private final StringBuilder sheet = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    private SvgCleaner() {}

    /**
     * The harmless document, in UTF-8.
     *
     * @throws Fault of kind {@code UNPROCESSABLE} if it is no sound XML, or beyond the limits
     */
    public static byte[] clean(byte[] document) {
        if (document.length > MOST_BYTES) {
            throw refused("has more than " + MOST_BYTES + " bytes");
        }
        try {
            return new SvgCleaner().copied(parser().createXMLStreamReader(new ByteArrayInputStream(document)));
        } catch (XMLStreamException e) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "The SVG is no sound XML.", e);
        }
    }

    private static XMLInputFactory parser() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing outside of the document is read");
        });
        return factory;
    }

    private byte[] copied(XMLStreamReader in) throws XMLStreamException {
        while (in.hasNext()) {
            switch (next(in)) {
                case XMLStreamConstants.START_ELEMENT -> begin(in);
                case XMLStreamConstants.END_ELEMENT -> end();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text(in.getText());
                case XMLStreamConstants.ENTITY_REFERENCE -> throw refused("has entities of its own");
                default -> {}
            }
        }
        references.requireFew();
        return clean.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The next event. The JDK's parser (up to 25) lacks the words for some mistakes in a DTD, and fails for want of them. */
    private static int next(XMLStreamReader in) throws XMLStreamException {
        try {
            return in.next();
        } catch (MissingResourceException wordless) {
            throw new XMLStreamException(wordless);
        }
    }

    private void begin(XMLStreamReader in) throws XMLStreamException {
        String name = in.getLocalName();
        if (open.isEmpty() && !(isSvg(in) && name.equals("svg"))) {
            throw refused("has another root than svg");
        }
        if (open.size() >= DEEPEST) {
            throw refused("has elements more than " + DEEPEST + " deep");
        }
        if (!isSvg(in) || !SvgVocabulary.ELEMENTS.contains(name)) {
            skip(in);
            return;
        }
        clean.append('<').append(name);
        if (open.isEmpty()) {
            clean.append(" xmlns=\"" + SVG + "\" xmlns:xlink=\"" + XLINK + "\"");
        }
        open.push(name);
        references.begin();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            attribute(Optional.ofNullable(in.getAttributeNamespace(i)).orElse(""), in, i);
        }
        clean.append('>');
    }

    private static boolean isSvg(XMLStreamReader in) {
        return SVG.equals(in.getNamespaceURI());
    }

    private void attribute(String namespace, XMLStreamReader in, int i) {
        String name = in.getAttributeLocalName(i);
        String value = in.getAttributeValue(i);
        boolean link = name.equals("href") && (namespace.isEmpty() || namespace.equals(XLINK));
        if (link) {
            SvgReferences.target(value).ifPresent(id -> {
                references.to(id);
                write("xlink:href", "#" + id);
            });
        } else if (namespace.equals(XML) && name.equals("space")) {
            write("xml:space", value);
        } else if (namespace.isEmpty() && SvgVocabulary.isAttribute(name) && SvgVocabulary.isHarmless(value)) {
            if (name.equals("id")) {
                references.named(value);
            }
            SvgReferences.targetsIn(value).forEach(references::to);
            write(name, value);
        } else if (namespace.isEmpty() && SvgVocabulary.PAINTS.contains(name)) {
            // Without a word it would be painted black.
            write(name, "none");
        }
    }

    private void end() {
        references.end();
        if (SvgVocabulary.isHarmlessSheet(sheet.toString())) {
            escaped(sheet.toString());
        }
        sheet.setLength(0);
        clean.append("</").append(open.pop()).append('>');
    }

    private void text(String text) {
        if (open.isEmpty() || !SvgVocabulary.WITH_TEXT.contains(open.peek())) {
            return;
        }
        if (open.peek().equals("style")) {
            // It may come in pieces that are harmless each.
            sheet.append(text);
        } else {
            escaped(text);
        }
    }

    /** Leaves out an element with all that it holds. */
    private void skip(XMLStreamReader in) throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            int event = next(in);
            depth += event == XMLStreamConstants.START_ELEMENT ? 1 : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
            if (depth > DEEPEST) {
                throw refused("has elements more than " + DEEPEST + " deep");
            }
        }
    }

    private void write(String name, String value) {
        clean.append(' ').append(name).append("=\"");
        escaped(value);
        clean.append('"');
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> clean.append("&lt;");
                case '>' -> clean.append("&gt;");
                case '&' -> clean.append("&amp;");
                case '"' -> clean.append("&quot;");
                case '\t', '\n', '\r' -> clean.append(' ');
                default -> clean.append(c);
            }
        }
    }

    static Fault refused(String why) {
        return new Fault(Fault.Kind.UNPROCESSABLE, "The SVG " + why + ".");
    }
}

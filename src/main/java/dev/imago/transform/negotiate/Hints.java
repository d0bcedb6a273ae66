package dev.imago.transform.negotiate;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a client told of itself. A value that cannot be understood counts as not told.
 *
 * @param dpr pixels of the screen to a pixel of the page ({@value #DPR})
 * @param width of the place on the page, in pixels of the screen ({@value #WIDTH})
 * @param saveData whether it saves data ({@value #SAVE_DATA})
 */
public record Hints(Optional<Double> dpr, Optional<Integer> width, boolean saveData) {
    public static final String DPR = "Sec-CH-DPR";
    public static final String WIDTH = "Sec-CH-Width";
    public static final String SAVE_DATA = "Save-Data";

    /** Nothing was told. */
    public static final Hints NONE = new Hints(Optional.empty(), Optional.empty(), false);

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,5}");

    /** Of the headers that are listened to; the function gives the value of a header. */
    public static Hints of(HintSettings settings, Function<String, Optional<String>> header) {
        return new Hints(
                told(settings.dpr(), DPR, header)
                        .filter(DECIMAL.asMatchPredicate())
                        .map(Double::valueOf)
                        .filter(dpr -> dpr > 0),
                told(settings.width(), WIDTH, header)
                        .filter(WHOLE.asMatchPredicate())
                        .map(Integer::valueOf)
                        .filter(width -> width > 0),
                told(settings.saveData(), SAVE_DATA, header)
                        .filter(text -> text.toLowerCase(Locale.ROOT).equals("on"))
                        .isPresent());
    }

    private static Optional<String> told(boolean wanted, String name, Function<String, Optional<String>> header) {
        return wanted ? header.apply(name).map(String::strip) : Optional.empty();
    }
}

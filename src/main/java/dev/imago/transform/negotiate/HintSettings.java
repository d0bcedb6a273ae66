package dev.imago.transform.negotiate;

import dev.imago.config.Range;
import dev.imago.config.Setting;

/** Which client hints are listened to. Each that is makes shared caches keep more variants of an address. */
public record HintSettings(
        @Setting(
                doc = "Multiply sizes by the pixel density of the screen (`Sec-CH-DPR`) where an address has no `dpr`.",
                byDefault = "false")
        boolean dpr,

        @Setting(
                doc =
                        "Make no rendition wider than the place that the page has for it (`Sec-CH-Width`), rounded up to a step of the ladder.",
                byDefault = "false")
        boolean width,

        @Setting(
                doc =
                        "Lower the quality, and leave out the pixel density, for clients that save data (`Save-Data: on`).",
                byDefault = "false")
        boolean saveData,

        @Setting(doc = "The highest quality for clients that save data.", byDefault = "50")
        @Range(min = "1", max = "100")
        int saveDataQuality,

        @Setting(
                doc =
                        "Ask for the hints with `Accept-CH` in every answer of this server. Browsers heed it where somebody opens an image or a page of the same host; other pages have to ask for themselves.",
                byDefault = "false")
        boolean advertise) {
    /** No hint is listened to. */
    public static final HintSettings NONE = new HintSettings(false, false, false, 50, false);
}

package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.negotiate.HintRules;
import dev.imago.transform.negotiate.Hints;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What is to be made of what an address asks for, or why not. Immutable; touches nothing. */
public final class RenditionPolicy {
    private final RenditionSettings settings;
    private final Presets presets;
    private final Watermarks watermarks;
    private final Ladder ladder;
    private final PresetUse presetUse;
    private final HintRules hintRules;

    public RenditionPolicy(RenditionSettings settings) {
        this(settings, UnaryOperator.identity());
    }

    /** @param pictures what tells the picture that a watermark's name stands for from all others */
    public RenditionPolicy(RenditionSettings settings, UnaryOperator<String> pictures) {
        this.settings = settings;
        this.watermarks = new Watermarks(settings.watermarks(), pictures);
        this.presets = new Presets(settings.presets());
        this.ladder = new Ladder(settings.ladder());
        this.presetUse = new PresetUse(ladder);
        this.hintRules = new HintRules(settings.clientHints(), presetUse.densities(), ladder.sides());
    }

    /** How client hints are asked for. */
    public HintRules hintRules() {
        return hintRules;
    }

    /** @throws Fault of kind {@code UNSUPPORTED_TYPE} for originals of which the configuration wants no renditions */
    public void requireAllowed(Format original) {
        if (original == Format.SVG && !settings.svg()) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE, "No renditions are made of SVG here: renditions.svg is not set.");
        }
    }

    /** Whether queries are heard at all. */
    public boolean offered() {
        return settings.mode() != RenditionMode.OFF;
    }

    /**
     * Decides about an address.
     *
     * @param rawPath as it was sent
     * @param rawQuery without question mark
     * @return empty: the original
     * @throws Fault of kind {@code INVALID} for what cannot be, {@code FORBIDDEN} for what is not made here
     */
    public Optional<Wanted> of(String rawPath, String rawQuery, Hints hints, Instant now) {
        TransformQuery asked = offered() ? TransformQuery.parse(rawQuery) : TransformQuery.NOTHING;
        if (asked.empty()) {
            return Optional.empty();
        }
        if (settings.mode() == RenditionMode.SIGNED) {
            UrlSignature.require(settings.signing().keys(), rawPath, rawQuery, asked, now);
        }
        return Optional.of(wanted(asked, settings.mode(), hints));
    }

    /**
     * Decides about an address that is yet to be made, by somebody who may have it signed.
     *
     * @throws Fault of kind {@code INVALID} for what cannot be, {@code FORBIDDEN} for what is not made here
     */
    public Wanted ofOurs(TransformQuery asked) {
        if (!offered()) {
            throw new Fault(Fault.Kind.FORBIDDEN, "No renditions can be had here: renditions.mode is off.");
        }
        return wanted(asked, settings.mode(), Hints.NONE);
    }

    /** The query with the parameters of the preset that it names. */
    public TransformQuery resolved(TransformQuery asked) {
        return presets.resolve(asked);
    }

    /** Whether hints of clients change the size of what has no {@code dpr} in its address. */
    public boolean sizedByHints() {
        return settings.clientHints().dpr() || settings.clientHints().width();
    }

    /** Whether addresses have to be signed. */
    public boolean signs() {
        return settings.mode() == RenditionMode.SIGNED;
    }

    /**
     * The query of an address that is accepted here: with a signature, where one is wanted.
     *
     * @param rawPath as the listener will get it
     * @param expires until when a signature holds
     */
    public String accepted(String rawPath, String query, Optional<Instant> expires) {
        return signs() ? UrlSignature.sign(settings.signing().keys().getFirst(), rawPath, query, expires) : query;
    }

    /**
     * Decides about an address that a rule of the configuration made a rendition's. It has the administrator's word and no signature,
     * but its numbers come from the client: beside presets, they are rounded to the ladder unless everything is open.
     *
     * @param query as the rule made it
     */
    public Wanted ofRule(String query, Hints hints) {
        RenditionMode mode = settings.mode() == RenditionMode.OPEN ? RenditionMode.OPEN : RenditionMode.LADDER;
        return wanted(TransformQuery.parse(query), mode, hints);
    }

    private Wanted wanted(TransformQuery asked, RenditionMode mode, Hints hints) {
        boolean bounded = mode == RenditionMode.PRESETS || mode == RenditionMode.LADDER;
        boolean preset = asked.has(Parameters.PRESET);
        if (mode == RenditionMode.PRESETS && !preset) {
            throw new Fault(Fault.Kind.FORBIDDEN, "Only presets can be had here: the parameter preset is missing.");
        }
        TransformQuery resolved = presets.resolve(preset && bounded ? presetUse.rounded(asked) : asked);
        Transform transform = hintRules.apply(resolved, hints).transform();
        Transform allowed = bounded ? (preset ? transform : ladder.snap(transform)) : limited(transform);
        return new Wanted(watermarks.resolve(allowed), resolved.negotiated(), vary(resolved));
    }

    private Transform limited(Transform transform) {
        Resize size = transform.resize();
        long pixels = (long) size.width().orElse(1) * size.height().orElse(1);
        if (pixels > settings.maxPixels()) {
            throw new Fault(
                    Fault.Kind.FORBIDDEN,
                    "A box of w and h has at most " + settings.maxPixels() + " pixels here, not " + pixels + ".");
        }
        return transform;
    }

    private List<String> vary(TransformQuery resolved) {
        var names = new ArrayList<String>();
        if (resolved.negotiated()) {
            names.add("Accept");
        }
        names.addAll(hintRules.vary(resolved));
        return names;
    }
}

package dev.imago.transform.query;

import dev.imago.transform.Color;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.Transform.Watermark;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Transforms by chance, many of them with parts that have no effect. */
final class Transforms {
    private static final List<String> TEXTS = List.of(
            "Hello",
            "a,top",
            "left,0.5,0.25",
            "x,,bottom",
            "50 % & more = ünïcode 日本 😀",
            "0.1,0.2",
            "a+b #c?d/e",
            ",top",
            " ,top",
            " spaced ",
            "1,1,1,1");

    private final Random random;

    Transforms(Random random) {
        this.random = random;
    }

    Transform next() {
        return new Transform(
                new Cut(maybe(this::region), random.nextInt(4) == 0),
                new Turn(random.nextInt(4) * 90, random.nextBoolean(), random.nextBoolean()),
                new Resize(
                        maybe(this::side), maybe(this::side), one(Fit.values()), position(true), random.nextBoolean()),
                new Effects(strength(100), strength(10), maybe(this::color)),
                new Overlay(
                        maybe(() -> new Watermark(one("logo", "a-b_c.d", "0"), position(false), opacity())),
                        maybe(() -> new Caption(TEXTS.get(random.nextInt(TEXTS.size())), position(false)))),
                new Output(maybe(() -> one(OutputFormat.values())), maybe(() -> 1 + random.nextInt(100))));
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    @SafeVarargs
    private <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }

    private int side() {
        return random.nextInt(4) == 0 ? one(1, Resize.LONGEST) : 1 + random.nextInt(2_000);
    }

    private Region region() {
        return new Region(
                random.nextInt(9), random.nextInt(9_999), 1 + random.nextInt(5), 1 + random.nextInt(1_000_000));
    }

    private int opacity() {
        return one(0, 100, random.nextInt(101));
    }

    private double strength(int most) {
        return one(0.0, 0.001, (double) most, random.nextDouble() * most);
    }

    private Color color() {
        int part = random.nextInt(256);
        return one(
                Color.WHITE,
                new Color(part, 1, 2, 0),
                new Color(17, 34, 51, 68),
                new Color(part, random.nextInt(256), random.nextInt(256), one(255, random.nextInt(256))));
    }

    private Position position(boolean found) {
        return switch (random.nextInt(found ? 4 : 3)) {
            case 0 -> one(Position.Edge.values());
            case 1 -> new Position.Point(one(0.0, 0.5, 1.0, 1 / 3.0), one(-0.0, 0.5, 1.0, 0.00004));
            case 2 -> new Position.Point(random.nextDouble(), random.nextDouble());
            default -> one(Position.Found.values());
        };
    }
}

package dev.imago.transform.worker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How alike two pictures look, on black and on white, whichever is worse.
 *
 * @param structure structural similarity of luma (Wang et al. 2004) in blocks of 8 × 8; 1 is equal
 * @param difference the mean difference of the colours, from 0 to 255
 */
record Likeness(double structure, double difference) {
    static Likeness of(Picture one, Picture other) {
        assertThat(one.width()).isEqualTo(other.width());
        assertThat(one.height()).isEqualTo(other.height());
        Likeness dark = opaque(one.on(0), other.on(0));
        Likeness bright = opaque(one.on(255), other.on(255));
        return new Likeness(Math.min(dark.structure, bright.structure), Math.max(dark.difference, bright.difference));
    }

    private static Likeness opaque(Picture one, Picture other) {
        double structure = 0;
        int blocks = 0;
        for (int y = 0; y + 8 <= one.height(); y += 4) {
            for (int x = 0; x + 8 <= one.width(); x += 4) {
                structure += block(one, other, x, y);
                blocks++;
            }
        }
        long difference = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                difference += Math.abs((one.pixels()[i] >> shift & 255) - (other.pixels()[i] >> shift & 255));
            }
        }
        return new Likeness(structure / blocks, difference / 3.0 / one.pixels().length);
    }

    private static double block(Picture one, Picture other, int left, int top) {
        double a = 0;
        double b = 0;
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int y = top; y < top + 8; y++) {
            for (int x = left; x < left + 8; x++) {
                double p = Picture.luma(one.at(x, y));
                double q = Picture.luma(other.at(x, y));
                a += p / 64;
                b += q / 64;
                aa += p * p / 64;
                bb += q * q / 64;
                ab += p * q / 64;
            }
        }
        return (2 * a * b + 6.5025)
                * (2 * (ab - a * b) + 58.5225)
                / ((a * a + b * b + 6.5025) * (aa - a * a + bb - b * b + 58.5225));
    }
}

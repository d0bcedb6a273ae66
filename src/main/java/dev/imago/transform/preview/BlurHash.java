package dev.imago.transform.preview;

/**
 * A blurred picture in a few characters (<a href="https://github.com/woltapp/blurhash/blob/master/Algorithm.md">BlurHash</a>): the
 * lowest frequencies of its cosine transform in linear light, in base 83. As the implementation in C, and unlike that for
 * JavaScript, it scales by the largest amplitude of either sign, so that none is cut off.
 */
final class BlurHash {
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

    /** Steps of an amplitude, and the one that stands for 0. */
    private static final int STEPS = 19;

    private static final int MIDDLE = 9;

    private final Pixels pixels;
    private final double[] linear = new double[256];

    private BlurHash(Pixels pixels) {
        this.pixels = pixels;
        for (int i = 0; i < linear.length; i++) {
            double shade = i / 255.0;
            linear[i] = shade <= 0.04045 ? shade / 12.92 : Math.pow((shade + 0.055) / 1.055, 2.4);
        }
    }

    /**
     * Encodes a picture; its transparency is not looked at.
     *
     * @param across frequencies from left to right, 1 to 9
     * @param down frequencies from top to bottom, 1 to 9
     */
    static String of(Pixels pixels, int across, int down) {
        return new BlurHash(pixels).encode(across, down);
    }

    private String encode(int across, int down) {
        double[][] amplitudes = new double[across * down][];
        double largest = 0;
        for (int i = 0; i < amplitudes.length; i++) {
            amplitudes[i] = amplitude(i % across, i / across);
            for (double shade : amplitudes[i]) {
                largest = i == 0 ? 0 : Math.max(largest, Math.abs(shade));
            }
        }
        int scale = (int) Math.clamp(Math.floor(largest * 166 - 0.5), 0, 82);
        var hash = new StringBuilder();
        append(hash, across - 1 + (down - 1) * 9, 1);
        append(hash, amplitudes.length == 1 ? 0 : scale, 1);
        append(hash, average(amplitudes[0]), 4);
        for (int i = 1; i < amplitudes.length; i++) {
            append(hash, quantized(amplitudes[i], (scale + 1) / 166.0), 2);
        }
        return hash.toString();
    }

    /** Of one frequency, in red, green and blue. */
    private double[] amplitude(int across, int down) {
        double[] sums = new double[3];
        for (int y = 0; y < pixels.height(); y++) {
            double vertical = Math.cos(Math.PI * down * y / pixels.height());
            for (int x = 0; x < pixels.width(); x++) {
                double basis = Math.cos(Math.PI * across * x / pixels.width()) * vertical;
                int pixel = pixels.argb()[y * pixels.width() + x];
                sums[0] += basis * linear[pixel >> 16 & 0xFF];
                sums[1] += basis * linear[pixel >> 8 & 0xFF];
                sums[2] += basis * linear[pixel & 0xFF];
            }
        }
        double norm = (across == 0 && down == 0 ? 1.0 : 2.0) / (pixels.width() * pixels.height());
        return new double[] {sums[0] * norm, sums[1] * norm, sums[2] * norm};
    }

    private static int average(double[] colour) {
        return shade(colour[0]) << 16 | shade(colour[1]) << 8 | shade(colour[2]);
    }

    /** From linear light to sRGB. */
    private static int shade(double light) {
        double bounded = Math.clamp(light, 0.0, 1.0);
        double shade = bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * Math.pow(bounded, 1 / 2.4) - 0.055;
        return (int) (shade * 255 + 0.5);
    }

    private static int quantized(double[] amplitude, double largest) {
        return (step(amplitude[0], largest) * STEPS + step(amplitude[1], largest)) * STEPS
                + step(amplitude[2], largest);
    }

    private static int step(double value, double largest) {
        double root = Math.copySign(Math.sqrt(Math.abs(value) / largest), value);
        return (int) Math.clamp(Math.floor(root * MIDDLE + MIDDLE + 0.5), 0, STEPS - 1);
    }

    private static void append(StringBuilder hash, int value, int digits) {
        for (int divisor = (int) Math.pow(DIGITS.length(), digits - 1); divisor > 0; divisor /= DIGITS.length()) {
            hash.append(DIGITS.charAt(value / divisor % DIGITS.length()));
        }
    }
}

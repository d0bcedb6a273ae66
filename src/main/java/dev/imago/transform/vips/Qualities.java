package dev.imago.transform.vips;

/**
 * Qualities of other formats that look like a quality of JPEG: straight lines between points that were found by comparing.
 */
final class Qualities {
    private static final int[] JPEG = {1, 40, 60, 80, 90, 100};
    private static final int[] WEBP = {1, 35, 54, 75, 86, 100};
    private static final int[] AVIF = {1, 30, 44, 60, 72, 95};

    private Qualities() {}

    static int webp(int jpeg) {
        return between(WEBP, jpeg);
    }

    static int avif(int jpeg) {
        return between(AVIF, jpeg);
    }

    private static int between(int[] other, int jpeg) {
        int i = 1;
        while (JPEG[i] < jpeg) {
            i++;
        }
        double share = (double) (jpeg - JPEG[i - 1]) / (JPEG[i] - JPEG[i - 1]);
        return (int) Math.round(other[i - 1] + share * (other[i] - other[i - 1]));
    }
}

package dev.imago.transform.vips;

/**
 * Qualities of other formats that look like a quality of JPEG: straight lines between points of equal SSIM, as {@code bench/qualities}
 * measures it. Below and above them nobody has measured.
 */
final class Qualities {
    private static final int[] JPEG = {1, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 100};
    private static final int[] WEBP = {1, 31, 40, 49, 58, 70, 76, 79, 83, 89, 97, 100};
    private static final int[] AVIF = {1, 41, 44, 48, 51, 56, 58, 64, 69, 78, 89, 100};

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

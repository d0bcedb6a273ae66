package dev.imago.transform.worker;

import dev.imago.transform.Fit;

/** What a rendition has to look like, by the shortest way: each pixel is the mean of the area that it covers, weighted by its opacity. */
final class Reference {
    private Reference() {}

    /** In a box that is smaller than the picture. */
    static Picture in(Picture picture, Fit fit, int width, int height) {
        double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
        int inner = (int) Math.round(picture.width() * scale);
        int outer = (int) Math.round(picture.height() * scale);
        return switch (fit) {
            case FILL -> area(picture, 0, 0, picture.width(), picture.height(), width, height);
            case INSIDE -> area(picture, 0, 0, picture.width(), picture.height(), inner, outer);
            case CONTAIN, SCALE_DOWN ->
                barred(area(picture, 0, 0, picture.width(), picture.height(), inner, outer), width, height);
            case COVER -> {
                double larger = Math.max((double) width / picture.width(), (double) height / picture.height());
                double across = width / larger;
                double down = height / larger;
                yield area(
                        picture,
                        (picture.width() - across) / 2,
                        (picture.height() - down) / 2,
                        across,
                        down,
                        width,
                        height);
            }
        };
    }

    private static Picture barred(Picture picture, int width, int height) {
        int left = (width - picture.width()) / 2;
        int top = (height - picture.height()) / 2;
        return Picture.painted(width, height, (x, y) -> {
            boolean inside = x >= left && x < left + picture.width() && y >= top && y < top + picture.height();
            return inside ? picture.at(x - left, y - top) : 0;
        });
    }

    private static Picture area(
            Picture of, double left, double top, double across, double down, int width, int height) {
        double stepX = across / width;
        double stepY = down / height;
        return Picture.painted(
                width,
                height,
                (x, y) -> mean(of, left + x * stepX, top + y * stepY, left + (x + 1) * stepX, top + (y + 1) * stepY));
    }

    private static int mean(Picture of, double left, double top, double right, double bottom) {
        double[] sums = new double[3];
        double opacity = 0;
        double total = 0;
        for (int y = (int) top; y < Math.min(of.height(), Math.ceil(bottom)); y++) {
            for (int x = (int) left; x < Math.min(of.width(), Math.ceil(right)); x++) {
                double weight =
                        (Math.min(right, x + 1) - Math.max(left, x)) * (Math.min(bottom, y + 1) - Math.max(top, y));
                int argb = of.at(x, y);
                double visible = weight * (argb >>> 24) / 255;
                for (int band = 0; band < 3; band++) {
                    sums[band] += visible * (argb >> 16 - 8 * band & 255);
                }
                opacity += visible;
                total += weight;
            }
        }
        int result = (int) Math.round(255 * opacity / total);
        for (double sum : sums) {
            result = result << 8 | (opacity > 0 ? (int) Math.round(sum / opacity) : 0);
        }
        return result;
    }
}

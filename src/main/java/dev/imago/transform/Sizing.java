package dev.imago.transform;

/**
 * The sizes that a {@link Resize} leads to.
 *
 * @param width of the whole picture after it was scaled
 * @param height of the whole picture after it was scaled
 * @param boxWidth of the result; smaller than the picture where it is cut, larger where there are bars
 * @param boxHeight of the result
 */
public record Sizing(int width, int height, int boxWidth, int boxHeight) {
    /** For an upright picture of this size. */
    public static Sizing of(Resize resize, int width, int height) {
        if (resize.width().isEmpty() && resize.height().isEmpty()) {
            return new Sizing(width, height, width, height);
        }
        if (resize.width().isEmpty() || resize.height().isEmpty()) {
            double asked = resize.width().isPresent()
                    ? (double) resize.width().get() / width
                    : (double) resize.height().orElseThrow() / height;
            double scale = atMostOne(asked, resize.enlarge());
            int across = resize.width().filter(_ -> scale == asked).orElse(scaled(width, scale));
            int down = resize.height().filter(_ -> scale == asked).orElse(scaled(height, scale));
            return new Sizing(across, down, across, down);
        }
        return inBox(
                resize, width, height, resize.width().get(), resize.height().get());
    }

    private static Sizing inBox(Resize resize, int width, int height, int boxWidth, int boxHeight) {
        double across = (double) boxWidth / width;
        double down = (double) boxHeight / height;
        return switch (resize.fit()) {
            case COVER -> {
                // A small picture keeps its size, and the box becomes smaller in its own shape.
                double wanted = Math.max(across, down);
                double scale = atMostOne(wanted, resize.enlarge());
                int w = scaled(boxWidth, scale / wanted);
                int h = scaled(boxHeight, scale / wanted);
                yield new Sizing(Math.max(w, scaled(width, scale)), Math.max(h, scaled(height, scale)), w, h);
            }
            case FILL -> {
                double scale = resize.enlarge() ? 1 : Math.min(1, Math.min(1 / across, 1 / down));
                int w = scaled(boxWidth, scale);
                int h = scaled(boxHeight, scale);
                yield new Sizing(w, h, w, h);
            }
            case INSIDE -> {
                double scale = atMostOne(Math.min(across, down), resize.enlarge());
                int w = scaled(width, scale);
                int h = scaled(height, scale);
                yield new Sizing(w, h, w, h);
            }
            case CONTAIN, SCALE_DOWN -> {
                boolean enlarge = resize.enlarge() && resize.fit() == Fit.CONTAIN;
                double scale = atMostOne(Math.min(across, down), enlarge);
                yield new Sizing(
                        Math.min(boxWidth, scaled(width, scale)),
                        Math.min(boxHeight, scaled(height, scale)),
                        boxWidth,
                        boxHeight);
            }
        };
    }

    public boolean cuts() {
        return boxWidth < width || boxHeight < height;
    }

    public boolean hasBars() {
        return boxWidth > width || boxHeight > height;
    }

    private static double atMostOne(double scale, boolean enlarge) {
        return enlarge ? scale : Math.min(1, scale);
    }

    private static int scaled(int length, double scale) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(length * scale)));
    }
}

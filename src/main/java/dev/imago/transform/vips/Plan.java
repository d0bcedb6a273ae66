package dev.imago.transform.vips;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Resize;
import dev.imago.transform.Sizing;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Region;
import java.util.Optional;

/**
 * What is done with a stored picture, in its own coordinates: cut, scale, then turn the small result. So that only what is needed is
 * decoded, and in the order in which it lies in the file.
 *
 * @param region what is kept of the stored picture
 * @param symmetry EXIF's orientation and the turn that was asked for
 * @param sizing of the upright result
 */
record Plan(Region region, Symmetry symmetry, Sizing sizing) {
    private static Plan of(Transform transform, int width, int height, int orientation) {
        Symmetry upright = Symmetry.ofOrientation(orientation);
        Region all = new Region(0, 0, width, height);
        Region region = transform
                .cut()
                .region()
                .map(asked -> stored(asked, upright, width, height))
                .orElse(all);
        return of(region, upright.then(Symmetry.of(transform.turn())), transform.resize());
    }

    /**
     * For one frame of a stored picture.
     *
     * @param standsFor the size of the larger, upright picture that the stored one stands for, if it does: then all of it is kept
     */
    static Plan of(Transform transform, int width, int height, int orientation, Optional<Dimensions> standsFor) {
        return standsFor
                .map(larger -> {
                    Symmetry turn = Symmetry.of(transform.turn());
                    Region all = new Region(0, 0, larger.width(), larger.height());
                    Sizing sizing = of(all, turn, transform.resize()).sizing();
                    return new Plan(new Region(0, 0, width, height), turn, sizing);
                })
                .orElseGet(() -> of(transform, width, height, orientation));
    }

    private static Plan of(Region region, Symmetry symmetry, Resize resize) {
        int across = symmetry.transposes() ? region.height() : region.width();
        int down = symmetry.transposes() ? region.width() : region.height();
        return new Plan(region, symmetry, Sizing.of(resize, across, down));
    }

    /** The same for a smaller part of the region, after what was around it has been found to be border. */
    Plan trimmedTo(Region part, Resize resize) {
        return of(
                new Region(region.left() + part.left(), region.top() + part.top(), part.width(), part.height()),
                symmetry,
                resize);
    }

    int storedWidth() {
        return symmetry.transposes() ? sizing.height() : sizing.width();
    }

    int storedHeight() {
        return symmetry.transposes() ? sizing.width() : sizing.height();
    }

    /** How many times smaller the reader may make the picture, so that there is still enough of it; 1 if it cannot. */
    double shrink(Format format, int width, int height) {
        double possible = Math.min((double) region.width() / storedWidth(), (double) region.height() / storedHeight());
        return switch (format) {
            case JPEG -> {
                int shrink = possible >= 8 ? 8 : possible >= 4 ? 4 : possible >= 2 ? 2 : 1;
                while (shrink > 1 && !cutsAtMultipleOf(shrink, width, height)) {
                    shrink /= 2;
                }
                yield shrink;
            }
            case WEBP -> region.equals(new Region(0, 0, width, height)) && possible > 1 ? possible : 1;
            case SVG -> region.equals(new Region(0, 0, width, height)) ? Math.clamp(possible, 0.001, 1000) : 1;
            default -> 1;
        };
    }

    /** The region in a picture that came out smaller. */
    Region regionOf(Image shrunk, int width, int height) {
        if (region.equals(new Region(0, 0, width, height))) {
            return new Region(0, 0, shrunk.width(), shrunk.frameHeight());
        }
        // Whole numbers, but for an edge of the picture itself, where the reader rounds up.
        double across = Math.rint((double) width / shrunk.width());
        double down = Math.rint((double) height / shrunk.frameHeight());
        int left = (int) (region.left() / across);
        int top = (int) (region.top() / down);
        return new Region(
                left,
                top,
                Math.min(shrunk.width() - left, (int) Math.ceil(region.width() / across)),
                Math.min(shrunk.frameHeight() - top, (int) Math.ceil(region.height() / down)));
    }

    private boolean cutsAtMultipleOf(int shrink, int width, int height) {
        return region.left() % shrink == 0
                && region.top() % shrink == 0
                && (region.width() % shrink == 0 || region.left() + region.width() == width)
                && (region.height() % shrink == 0 || region.top() + region.height() == height);
    }

    private static Region stored(Region asked, Symmetry upright, int width, int height) {
        int across = upright.transposes() ? height : width;
        int down = upright.transposes() ? width : height;
        if (asked.left() >= across || asked.top() >= down) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "the region begins outside of the image, which has " + across + "x" + down + " pixels");
        }
        Region inside = new Region(
                asked.left(),
                asked.top(),
                Math.min(asked.width(), across - asked.left()),
                Math.min(asked.height(), down - asked.top()));
        return upright.inverse().of(inside, across, down);
    }
}

package dev.imago.transform.vips;

import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;

/**
 * One of the eight ways to lay a rectangle upon itself: mirrored left to right or not, then turned clockwise. EXIF's orientation
 * and a {@link Turn} are such, and so is one after the other.
 *
 * @param degrees 0, 90, 180 or 270
 */
record Symmetry(boolean mirrored, int degrees) {
    static final Symmetry NONE = new Symmetry(false, 0);

    /** What has to be done to a picture that was stored with this orientation of EXIF; anything but 1 to 8 says nothing. */
    static Symmetry ofOrientation(int exif) {
        return switch (exif) {
            case 2 -> new Symmetry(true, 0);
            case 3 -> new Symmetry(false, 180);
            case 4 -> new Symmetry(true, 180);
            case 5 -> new Symmetry(true, 270);
            case 6 -> new Symmetry(false, 90);
            case 7 -> new Symmetry(true, 90);
            case 8 -> new Symmetry(false, 270);
            default -> NONE;
        };
    }

    static Symmetry of(Turn turn) {
        Symmetry flopped = new Symmetry(turn.flop(), 0);
        Symmetry flipped = turn.flip() ? flopped.then(new Symmetry(true, 180)) : flopped;
        return flipped.then(new Symmetry(false, turn.degrees()));
    }

    Symmetry then(Symmetry next) {
        int turned = next.mirrored ? 360 - degrees : degrees;
        return new Symmetry(mirrored != next.mirrored, (turned + next.degrees) % 360);
    }

    Symmetry inverse() {
        return mirrored ? this : new Symmetry(false, (360 - degrees) % 360);
    }

    /** Whether width and height change places. */
    boolean transposes() {
        return degrees == 90 || degrees == 270;
    }

    /** Where a part of a picture of this size lies afterwards. */
    Region of(Region part, int width, int height) {
        Region moved = mirrored
                ? new Region(width - part.left() - part.width(), part.top(), part.width(), part.height())
                : part;
        int across = width;
        int down = height;
        for (int turned = 0; turned < degrees; turned += 90) {
            int newLeft = down - moved.top() - moved.height();
            moved = new Region(newLeft, moved.left(), /* width= */ moved.height(), /* height= */ moved.width());
            int formerly = across;
            across = down;
            down = formerly;
        }
        return moved;
    }

    Image of(Image image) {
        Image flopped = mirrored
                ? image.operation("flip").set("direction", "horizontal").image()
                : image;
        return degrees == 0
                ? flopped
                : flopped.operation("rot").set("angle", "d" + degrees).image();
    }
}

package dev.imago.transform.worker;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;

/** Colour profiles (ICC.1:2001-04) that mean what nobody would guess, and how files hold them. */
final class Profiles {
    /** Corners of Lab: what 16 mixtures of inks look like, black changing fastest. All that is not named here is dark. */
    private static final int[][] INKS = new int[16][];

    static {
        java.util.Arrays.fill(INKS, new int[] {10, 0, 0});
        INKS[0] = new int[] {100, 0, 0};
        INKS[1] = new int[] {30, 0, 0};
        INKS[2] = new int[] {45, 15, -55};
        INKS[4] = new int[] {60, -45, 40};
        INKS[8] = new int[] {60, 40, 50};
    }

    private Profiles() {}

    /** sRGB in which red and blue have changed places. */
    static byte[] swapped() {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        ByteBuffer bytes = ByteBuffer.wrap(profile);
        for (int tag = 0; tag < bytes.getInt(128); tag++) {
            int at = 132 + 12 * tag;
            int name = bytes.getInt(at);
            if (name == signature("rXYZ")) {
                bytes.putInt(at, signature("bXYZ"));
            } else if (name == signature("bXYZ")) {
                bytes.putInt(at, signature("rXYZ"));
            }
        }
        return profile;
    }

    /** CMYK in which cyan is orange, magenta green, yellow blue, and black a dark grey. */
    static byte[] inks() {
        int table = 48 + 4 * 256 + 16 * 3 + 3 * 256;
        int begin = 128 + 4 + 2 * 12;
        ByteBuffer profile = ByteBuffer.allocate(begin + 20 + table);
        profile.putInt(profile.capacity()).putInt(0).putInt(0x02400000);
        profile.putInt(signature("prtr")).putInt(signature("CMYK")).putInt(signature("Lab "));
        profile.position(36).putInt(signature("acsp"));
        profile.position(68).putInt(0xF6D6).putInt(0x10000).putInt(0xD32D);
        profile.position(128).putInt(2);
        profile.putInt(signature("wtpt")).putInt(begin).putInt(20);
        profile.putInt(signature("A2B0")).putInt(begin + 20).putInt(table);
        profile.putInt(signature("XYZ "))
                .putInt(0)
                .putInt(0xF6D6)
                .putInt(0x10000)
                .putInt(0xD32D);
        profile.putInt(signature("mft1"))
                .putInt(0)
                .put((byte) 4)
                .put((byte) 3)
                .put((byte) 2)
                .put((byte) 0);
        for (int i = 0; i < 9; i++) {
            profile.putInt(i % 4 == 0 ? 0x10000 : 0);
        }
        identities(profile, 4);
        for (int[] lab : INKS) {
            profile.put((byte) Math.round(lab[0] * 2.55))
                    .put((byte) (lab[1] + 128))
                    .put((byte) (lab[2] + 128));
        }
        identities(profile, 3);
        return profile.array();
    }

    private static void identities(ByteBuffer profile, int count) {
        for (int i = 0; i < 256 * count; i++) {
            profile.put((byte) i);
        }
    }

    private static int signature(String four) {
        return ByteBuffer.wrap(four.getBytes(StandardCharsets.US_ASCII)).getInt();
    }

    /** What an ink of {@link #inks} looks like in sRGB: 8 cyan, 4 magenta, 2 yellow, 1 black, 0 none. */
    static int colour(int ink) {
        int[] lab = INKS[ink];
        double y = (lab[0] + 16) / 116.0;
        double[] xyz = {0.9642 * cube(y + lab[1] / 500.0), cube(y), 0.8249 * cube(y - lab[2] / 200.0)};
        // From D50, with Bradford's adaptation, to sRGB.
        double[][] matrix = {{3.1339, -1.6169, -0.4906}, {-0.9788, 1.9161, 0.0335}, {0.0719, -0.2290, 1.4052}};
        int argb = 0xFF;
        for (double[] row : matrix) {
            double linear = Math.clamp(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2], 0, 1);
            double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
            argb = argb << 8 | (int) Math.round(255 * value);
        }
        return argb;
    }

    private static double cube(double root) {
        return root > 6.0 / 29 ? root * root * root : (root - 4.0 / 29) * 108 / 841;
    }

    static byte[] inPng(byte[] png, byte[] profile) throws java.io.IOException {
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes("of a test\0\0".getBytes(StandardCharsets.US_ASCII));
        try (var deflated = new DeflaterOutputStream(chunk)) {
            deflated.write(profile);
        }
        return Exif.inPng(png, "iCCP", chunk.toByteArray());
    }

    static byte[] inJpeg(byte[] jpeg, byte[] profile) {
        return Exif.inJpeg(
                jpeg,
                0xFFE2,
                ByteBuffer.allocate(14 + profile.length)
                        .put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII))
                        .put(profile)
                        .array());
    }
}

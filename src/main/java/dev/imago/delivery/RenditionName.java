package dev.imago.delivery;

import dev.imago.image.Digest;

/** What tells a rendition from all others: a replaced original cannot show an old one. */
record RenditionName(Digest original, String what) {}

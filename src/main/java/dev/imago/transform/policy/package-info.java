/**
 * Which renditions are made, and for whom: presets, the ladder of sizes, signatures. All of it decides by what it is given and touches
 * nothing; {@link dev.imago.transform.policy.RenditionPolicy} is the door.
 */
@NullMarked
package dev.imago.transform.policy;

import org.jspecify.annotations.NullMarked;

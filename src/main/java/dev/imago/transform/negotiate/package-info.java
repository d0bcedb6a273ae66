/** What a client says of itself beside the address: which formats it takes, how large its screen is, whether it saves data. Pure. */
@NullMarked
package dev.imago.transform.negotiate;

import org.jspecify.annotations.NullMarked;

/** Images that another web server has, read by HTTP: a legacy image server, or any origin. */
@NullMarked
package dev.imago.store.http;

import org.jspecify.annotations.NullMarked;

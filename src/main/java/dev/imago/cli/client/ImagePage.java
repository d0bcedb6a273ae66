package dev.imago.cli.client;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A page of a listing.
 *
 * @param items each an {@link ImageInfo}, as it came
 * @param next the last key of this page if there is another
 */
public record ImagePage(List<JsonNode> items, Optional<String> next) {}

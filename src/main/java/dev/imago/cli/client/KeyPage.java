package dev.imago.cli.client;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * All API keys.
 *
 * @param keys each a {@link KeyInfo}, as it came
 */
public record KeyPage(List<JsonNode> keys) {}

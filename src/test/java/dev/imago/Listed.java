package dev.imago;

import dev.imago.http.api.Json;
import dev.imago.image.PercentEncoding;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What the api lists, page by page. */
final class Listed {
    private Listed() {}

    /** Keys and digests of all images below a prefix. */
    static Map<String, String> below(String prefix, LocalServer server) throws IOException, InterruptedException {
        Map<String, String> listed = new TreeMap<>();
        String first = "/v1/images?limit=1000&prefix=" + PercentEncoding.encodePath(prefix);
        String address = first;
        while (!address.isEmpty()) {
            JsonNode page = Json.mapper()
                    .readTree(server.api("GET", address, new byte[0]).body());
            for (JsonNode item : page.get("items")) {
                listed.put(item.get("key").asString(), item.get("digest").asString());
            }
            address = page.has("next")
                    ? first + "&after="
                            + PercentEncoding.encodePath(page.get("next").asString())
                    : "";
        }
        return listed;
    }
}

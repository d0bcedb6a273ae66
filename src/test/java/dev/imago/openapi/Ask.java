package dev.imago.openapi;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to be sent. */
record Ask(String method, String target, Map<String, String> headers, byte[] body) {
    static final String KEY = "0123456789abcdef-tests";

    /** With the administrator's key. */
    static Ask of(String method, String target) {
        return new Ask(method, target, Map.of("Authorization", "Bearer " + KEY), new byte[0]);
    }

    Ask anonymously() {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove("Authorization");
        return new Ask(method, target, fewer, body);
    }

    Ask as(String key) {
        return with("Authorization", "Bearer " + key);
    }

    Ask with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Ask(method, target, more, body);
    }

    Ask body(byte[] bytes) {
        return new Ask(method, target, headers, bytes);
    }

    Ask json(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8)).with("Content-Type", "application/json");
    }

    /** Without the query. */
    String path() {
        return target.split("\\?", 2)[0];
    }

    String query() {
        return target.contains("?") ? target.substring(target.indexOf('?') + 1) : "";
    }

    @Override
    public String toString() {
        return method + " " + (target.length() > 200 ? target.substring(0, 200) + "…" : target);
    }
}

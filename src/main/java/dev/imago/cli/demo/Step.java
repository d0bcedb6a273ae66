package dev.imago.cli.demo;

import java.io.FileNotFoundException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request of the show, and how it is to be answered.
 *
 * @param title what a person learns from it
 * @param body the file to send
 * @param authorized whether it carries the administrator's key
 * @param status the answer must have
 */
record Step(
        String title,
        String method,
        URI url,
        Map<String, String> headers,
        Optional<Path> body,
        boolean authorized,
        int status) {
    static Step get(String title, String url, int status) {
        return new Step(title, "GET", URI.create(url), Map.of(), Optional.empty(), false, status);
    }

    static Step put(String title, String url, Path body, int status) {
        return new Step(title, "PUT", URI.create(url), Map.of(), Optional.of(body), true, status);
    }

    static Step delete(String title, String url, int status) {
        return new Step(title, "DELETE", URI.create(url), Map.of(), Optional.empty(), true, status);
    }

    Step with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Step(title, method, url, more, body, authorized, status);
    }

    /** The line that repeats it in a shell. */
    String curl() {
        var line = new StringBuilder("curl -i");
        if (method.equals("GET")) {
            line.append(" -o /dev/null -D -");
        } else if (!method.equals("PUT")) {
            line.append(" -X ").append(method);
        }
        body.ifPresent(file -> line.append(" -T ").append(file));
        if (authorized) {
            line.append(" -H \"Authorization: Bearer $IMAGO_KEY\"");
        }
        headers.forEach((name, value) ->
                line.append(" -H '").append(name).append(": ").append(value).append('\''));
        String quote = url.getQuery() == null ? "" : "'"; // a shell has its own idea of & and ?
        return line.append(' ').append(quote).append(url).append(quote).toString();
    }

    HttpRequest request(String key) throws FileNotFoundException {
        HttpRequest.BodyPublisher publisher =
                body.isPresent() ? HttpRequest.BodyPublishers.ofFile(body.get()) : HttpRequest.BodyPublishers.noBody();
        var request = HttpRequest.newBuilder(url).method(method, publisher);
        headers.forEach(request::header);
        if (authorized) {
            request.header("Authorization", "Bearer " + key);
        }
        return request.build();
    }
}

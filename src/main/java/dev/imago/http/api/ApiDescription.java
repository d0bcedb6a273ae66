package dev.imago.http.api;

import java.io.IOException;
import java.io.InputStream;

/**
 * {@code GET /v1/openapi.yaml}: what the api listener answers, as an OpenAPI document, for anybody. It is the file
 * {@code docs/openapi.yaml}, which the build puts beside this class.
 */
public final class ApiDescription implements Endpoint {
    static final String PATH = "/v1/openapi.yaml";

    private static final String RESOURCE = "openapi.yaml";

    public void addTo(Api api) {
        api.add("GET", PATH, this);
    }

    @Override
    public Reply handle(Call call) throws IOException {
        try (InputStream in = ApiDescription.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("the build has no " + RESOURCE);
            }
            return Reply.bytes(200, "application/yaml", in.readAllBytes())
                    .with("Cache-Control", "public, max-age=3600");
        }
    }
}

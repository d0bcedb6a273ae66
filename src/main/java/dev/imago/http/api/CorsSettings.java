package dev.imago.http.api;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;
import java.util.List;

/** Which web pages may call the api listener from a browser. */
public record CorsSettings(
        @Setting(
                doc =
                        "Origins of pages whose scripts may upload, as browsers name them: scheme, host and port, without a path."
                                + " `*` stands for any page; a key or upload token is needed all the same.",
                example = "https://www.example.org, http://localhost:3000")
        List<String> origins,

        @Setting(doc = "How long a browser may remember what it was allowed.", byDefault = "2h")
        @Range(min = "0", max = "1d")
        Duration maxAge)
        implements Checked {

    @Override
    public void check(Check check) {
        for (int i = 0; i < origins.size(); i++) {
            if (!origins.get(i).equals("*") && !origins.get(i).matches("[a-z][a-z0-9+.-]*://[^/?#@\\s]+")) {
                check.refuse("origins[" + i + "]", "* or an origin such as https://www.example.org, without a path");
            }
        }
    }
}

package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceTest {
    private final String page = Reference.of(Sample.class);

    @Test
    void it_has_a_row_for_every_setting() {
        assertThat(page.lines())
                .contains(
                        "| `public.listen` | host:port | `:8080` | `IMAGO_PUBLIC_LISTEN` |  | Its address. |",
                        "| `public.idle-timeout` | duration from 1s to 1d | `30s` | `IMAGO_PUBLIC_IDLE_TIMEOUT` |  | The longest wait. |",
                        "| `public.server-timing` | boolean | `false` | `IMAGO_PUBLIC_SERVER_TIMING` | yes | Sends Server-Timing. |",
                        "| `public.tls.key` | path | required | `IMAGO_PUBLIC_TLS_KEY` | yes | PEM. |",
                        "| `public.trusted-proxies` | list of: network |  | `IMAGO_PUBLIC_TRUSTED_PROXIES` |  | Who is believed. Example:"
                                + " `[10.0.0.0/8, 192.168.1.0/24]`. |",
                        "| `cache.policy` | `least-recent`, `least-frequent` | `least-recent` | `IMAGO_CACHE_POLICY` | yes | Who goes"
                                + " first. |",
                        "| `cache.types` | list of: text | `[jpeg, png]` | `IMAGO_CACHE_TYPES` | yes | What it holds. |",
                        "| `routes[].cache.max-age` | duration | `1d` |  | yes | Freshness. |",
                        "| `stores.<name>.root` | path | required | `IMAGO_STORES_<NAME>_ROOT` |  | The folder. |",
                        "| `labels.<name>` | text |  | `IMAGO_LABELS_<NAME>` |  | Labels \\| for metrics. |");
    }

    @Test
    void it_has_a_chapter_for_every_section_and_variant() {
        assertThat(page.lines().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## `public`",
                        "## `public.tls`",
                        "## `stores`",
                        "## `stores.<name>` of type `folder`",
                        "## `stores.<name>` of type `memory`",
                        "## `routes`",
                        "## `routes[].cache`",
                        "## `cache`",
                        "## `catalog`",
                        "## `catalog` of type `folder`",
                        "## `catalog` of type `memory`");
        assertThat(page)
                .contains("Encryption. Optional.")
                .contains("Its password. Secret: never shown.")
                .contains("Where the catalog is. Default: `type: memory`.");
    }

    @Test
    void it_is_always_the_same() {
        assertThat(page).isEqualTo(Reference.of(Sample.class));
    }
}

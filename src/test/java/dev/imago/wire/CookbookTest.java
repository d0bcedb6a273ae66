package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cookbook of the page on routes: a server follows its rules, and answers each of its addresses as the page says. */
final class CookbookTest {
    private static final Pattern RECIPE =
            Pattern.compile("```yaml\n((?:(?!```).)*)```\n```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path base;

    /**
     * Rules of the page, with what it says of them.
     *
     * @param rules as YAML
     */
    private record Recipe(String rules, List<Example> examples) {
        boolean ofStores() {
            return rules.startsWith("stores:");
        }
    }

    /**
     * An address, and what becomes of it.
     *
     * @param outcome the key of an image, maybe with a rendition's query; or a status, maybe with where it leads
     */
    private record Example(String address, String outcome) {
        static Example of(String line) {
            String[] sides = line.split(" +→ +");
            assertThat(sides).as(line).hasSize(2);
            return new Example(sides[0], sides[1]);
        }

        boolean served() {
            return !outcome.matches("[345][0-9][0-9].*");
        }

        String key() {
            return outcome.replaceFirst("\\?.*", "");
        }

        String target() {
            return address.substring(address.indexOf('/'));
        }

        String host() {
            String host = address.substring(0, address.indexOf('/'));
            return "Host: " + (host.isEmpty() ? "img.example.com" : host);
        }
    }

    private static List<Recipe> recipes() throws IOException {
        List<Recipe> recipes = RECIPE.matcher(Files.readString(Path.of("docs/routes.md")))
                .results()
                .map(found -> new Recipe(
                        found.group(1), found.group(2).lines().map(Example::of).toList()))
                .toList();
        assertThat(recipes).hasSizeGreaterThan(9);
        return recipes;
    }

    @Test
    void every_recipe_does_what_the_page_says_of_it() throws Exception {
        List<Recipe> recipes =
                recipes().stream().filter(recipe -> !recipe.ofStores()).toList();
        Site site = new Site(base);
        Map<String, byte[]> images = images(recipes);
        for (var image : images.entrySet()) {
            site.with(image.getKey(), image.getValue());
        }
        try (Site running = site.start("")) {
            Site.await("names are found in any case", () -> knowsAll(running, images.keySet()));
            for (Recipe recipe : recipes) {
                running.reload("routes:\n" + recipe.rules() + "- {name: all-others}\n");
                for (Example example : recipe.examples()) {
                    assertAnswer(running, example, images.getOrDefault(example.key(), new byte[0]));
                }
            }
        }
    }

    /** By their keys, each of another size. */
    private static Map<String, byte[]> images(List<Recipe> recipes) {
        var images = new TreeMap<String, byte[]>();
        recipes.stream()
                .flatMap(recipe -> recipe.examples().stream())
                .filter(Example::served)
                .forEach(example -> images.computeIfAbsent(example.key(), _ -> Samples.jpeg(400, 300 + images.size())));
        return images;
    }

    private static boolean knowsAll(Site site, Set<String> keys) throws Exception {
        String listing = site.listing();
        return keys.stream().allMatch(key -> listing.contains("\"" + key + "\""));
    }

    private static void assertAnswer(Site site, Example example, byte[] image) throws Exception {
        Reply reply = site.get(example.target(), example.host());
        if (!example.served()) {
            String[] outcome = example.outcome().split(" ");
            assertThat(reply.status()).as(example.toString()).isEqualTo(Integer.parseInt(outcome[0]));
            assertThat(reply.field("location").orElse(""))
                    .as(example.toString())
                    .isEqualTo(outcome.length > 1 ? outcome[1] : "");
            return;
        }
        assertThat(reply.status()).as(example.toString()).isEqualTo(200);
        boolean rendition = example.outcome().contains("?");
        byte[] expected = rendition ? site.get("/" + example.outcome()).body() : image;
        assertThat(Arrays.equals(reply.body(), expected)).as(example.toString()).isTrue();
        assertThat(Arrays.equals(reply.body(), image)).as(example.toString()).isNotEqualTo(rendition);
    }

    @Test
    @Tag("slow")
    void a_legacy_server_is_asked_for_what_is_nowhere_else() throws Exception {
        Recipe recipe = recipes().stream().filter(Recipe::ofStores).findFirst().orElseThrow();
        Site site = new Site(base);
        byte[] here = Samples.jpeg(40, 30);
        byte[] there = Samples.jpeg(30, 40);
        site.with("upload/here.jpg", here);
        try (LegacyServer legacy = new LegacyServer(Files.createDirectory(base.resolve("legacy")))) {
            legacy.put("upload/there.jpg", there);
            String rules = recipe.rules()
                    .replace("/srv/images", site.folder().toString())
                    .replace("{type: http, …}", "{type: http, url: \"" + legacy.url() + "\"}");
            try (Site running = site.start(rules)) {
                for (Example example : recipe.examples()) {
                    assertAnswer(running, example, example.address().contains("there") ? there : here);
                }
            }
        }
    }
}

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** One kind of load on a server, as a table: {@code java bench/Load.java idle|herd|flood|writers|churn COUNT SECONDS}; the rest is in the environment, see bench/load. */
final class Load {
    private Load() {}

    public static void main(String[] args) throws Exception {
        URI url = URI.create(System.getenv("IMAGO_URL"));
        URI api = URI.create(System.getenv("IMAGO_API"));
        String key = System.getenv("IMAGO_ADMIN_KEY");
        byte[] image = Files.readAllBytes(Path.of(System.getenv("IMAGE")));
        var figures = new ServerFigures(
                api, key, Long.parseLong(System.getenv("IMAGO_PID")), Path.of(System.getenv("IMAGO_DATA")));
        int count = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        switch (args[0]) {
            case "idle" -> new IdleConnections(url, seconds).run(count, figures);
            case "herd" -> new Herd(url, figures).run(count);
            case "flood" -> new Flood(url).run(seconds);
            case "writers" -> new SlowWriters(api, key, image).run(count, seconds, figures);
            case "churn" -> new Churn(api, key, image).run(count, figures);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}

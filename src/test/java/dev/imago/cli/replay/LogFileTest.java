package dev.imago.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs as nginx, Apache and IIS write them, and what is no log at all. */
final class LogFileTest {
    private static final String IIS = """
            #Software: Microsoft Internet Information Services 10.0\r
            #Version: 1.0\r
            #Date: 2026-11-30 00:00:01\r
            #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) cs-host sc-status sc-substatus sc-win32-status time-taken\r
            2026-11-30 00:00:01 10.0.0.5 GET /Upload/qa/Test.JPG - 80 - 192.0.2.7 Mozilla/5.0+(Windows) - www.example.com 200 0 0 15\r
            2026-11-30 00:00:02 10.0.0.5 GET /upload/my+photo.jpg v=3&w=100 80 - 192.0.2.7 - - www.example.com 304 0 0 0\r
            2026-11-30 00:00:03 10.0.0.5 POST /upload.aspx - 80 - 192.0.2.7 - - www.example.com 200 0 0 0\r
            2026-11-30 00:00:04 10.0.0.5 GET /upload/f\u00fcr.jpg - 80 - 192.0.2.7 - - www.example.com 404 0 0 0\r
            #Fields: cs-uri-stem sc-status\r
            /upload/100%.jpg 200\r
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '\0',
            nullValues = "none",
            value = {
                "192.0.2.7 - - [30/Nov/2026:12:00:00 +0000] \"GET /a.jpg HTTP/1.1\" 200 12 \"-\" \"curl\"\t/a.jpg",
                "192.0.2.7 - - [30/Nov/2026:12:00:00 +0000] \"HEAD /a.jpg?v=3 HTTP/2.0\" 200 0\t/a.jpg?v=3",
                "2001:db8::1 - bob [30/Nov/2026:12:00:00 +0000] \"GET //a//b.jpg HTTP/1.0\" 404 0 \"-\" \"-\"\t//a//b.jpg",
                "www.example.com:80 192.0.2.7 - - [30/Nov/2026:12:00:00 +0000] \"GET /a.jpg HTTP/1.1\" 200 1\twww.example.com:80/a.jpg",
                "192.0.2.7 - - [x] \"GET http://img.example.com/a.jpg HTTP/1.1\" 200 1\timg.example.com/a.jpg",
                "192.0.2.7 - - [x] \"GET /a\\x22b\\xE5\\x9B\\xBE.jpg HTTP/1.1\" 200 1\t/a\"b%E5%9B%BE.jpg",
                "192.0.2.7 - - [x] \"GET /a\\\"b c.jpg HTTP/1.1\" 200 1\t/a\"b%20c.jpg",
                "192.0.2.7 - - [x] \"GET /a\\x0d\\x0aX: y HTTP/1.1\" 200 1\t/a%0D%0AX:%20y",
                "192.0.2.7 - - [x] \"GET * HTTP/1.1\" 200 1\tnone",
                "192.0.2.7 - - [x] \"\\x16\\x03\\x01\" 400 1\tnone",
                "192.0.2.7 - - [x] \"-\" 408 0\tnone",
                "192.0.2.7 - - [x] \"GET /a.jpg\" 200 1\tnone",
                "192.0.2.7 - - [x] \"GET /a.jpg HTTP/1.1 200 1\tnone",
                "192.0.2.7 - - [x \"GET /a.jpg HTTP/1.1\" 200 1\tnone",
                "nonsense\tnone",
            })
    void a_line_tells_of_a_request_or_of_none(String line, @Nullable String address) {
        assertThat(new CombinedFormat()
                        .read(line)
                        .map(logged -> logged.address().toString()))
                .isEqualTo(Optional.ofNullable(address));
    }

    @Test
    void iis_says_what_its_columns_are_and_writes_paths_decoded() throws Exception {
        Workload workload = gathered(IIS.getBytes(StandardCharsets.UTF_8), 100, false);
        assertThat(addresses(workload))
                .containsExactly(
                        "www.example.com/Upload/qa/Test.JPG",
                        "www.example.com/upload/my%20photo.jpg?v=3&w=100",
                        "www.example.com/upload/f%C3%BCr.jpg",
                        "/upload/100%25.jpg");
        assertThat(workload.leftOut()).isEqualTo(1);
        assertThat(workload.unreadLines()).isZero();
    }

    @Test
    void compressed_logs_are_read_also_where_several_were_put_together() throws Exception {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            try (var gzip = new GZIPOutputStream(out)) {
                gzip.write(line("/" + i + ".jpg").getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(addresses(gathered(out.toByteArray(), 100, false))).containsExactly("/0.jpg", "/1.jpg", "/2.jpg");
    }

    @Test
    void each_address_is_kept_once_with_its_number_and_no_more_than_allowed() throws Exception {
        String log = line("/a.jpg") + line("/b.jpg") + line("/a.jpg") + line("/c.jpg") + line("/a.jpg");
        Workload workload = gathered(log.getBytes(StandardCharsets.UTF_8), 2, false);
        assertThat(workload.counts())
                .isEqualTo(
                        Map.of(new Address(Optional.empty(), "/a.jpg"), 3, new Address(Optional.empty(), "/b.jpg"), 1));
        assertThat(workload.requests()).isEqualTo(4);
        assertThat(workload.beyond()).isEqualTo(1);
        String mixed = line("/a.jpg") + line("/b.jpg").replace(" 200 ", " 404 ");
        assertThat(addresses(gathered(mixed.getBytes(StandardCharsets.UTF_8), 9, true)))
                .containsExactly("/a.jpg");
    }

    @Test
    void a_line_without_end_costs_no_more_memory_than_another_and_hides_none_behind_it() throws Exception {
        byte[] head = line("/a.jpg").getBytes(StandardCharsets.UTF_8);
        var log = new ByteArrayOutputStream();
        log.write(head);
        log.write(line("/" + "x".repeat(LogFile.LONGEST_LINE)).getBytes(StandardCharsets.UTF_8));
        log.write(line("/" + "y".repeat(Address.LONGEST)).getBytes(StandardCharsets.UTF_8));
        log.write(line("/b.jpg").stripTrailing().getBytes(StandardCharsets.UTF_8));
        Workload workload = gathered(log.toByteArray(), 9, false);
        assertThat(addresses(workload)).containsExactly("/a.jpg", "/b.jpg");
        assertThat(workload.unreadLines()).isEqualTo(2);
    }

    @Test
    void what_is_no_log_makes_no_address_that_could_not_be_sent() throws Exception {
        var random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(4_000)];
            random.nextBytes(bytes);
            assertThat(addresses(gathered(bytes, 1_000, false))).allMatch(address -> address.matches("[!-~]*"));
        }
    }

    private static String line(String target) {
        return "192.0.2.7 - - [30/Nov/2026:12:00:00 +0000] \"GET " + target + " HTTP/1.1\" 200 12 \"-\" \"-\"\n";
    }

    private static Workload gathered(byte[] log, int most, boolean successfulOnly) throws IOException {
        var workload = new Workload(most, successfulOnly);
        workload.gather(new ByteArrayInputStream(log));
        return workload;
    }

    private static List<String> addresses(Workload workload) {
        return workload.counts().keySet().stream().map(Address::toString).toList();
    }
}

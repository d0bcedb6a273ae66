package dev.imago.webhook;

import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.image.Fault;
import dev.imago.journal.FollowerRunner;
import dev.imago.journal.SqlJournal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server that answers as told. */
final class WebhookTest {
    private record Received(String signature, String delivery, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer receiver;
    private Database database;
    private SqlJournal journal;
    private SqlCatalog catalog;
    private DeadLetters deadLetters;

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst(Signature.HEADER),
                    exchange.getRequestHeaders().getFirst(Webhook.DELIVERY),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? 500 : 204, -1);
            exchange.close();
        });
        receiver.start();
        database = Database.open(DatabaseSettings.sqlite(folder.resolve("catalog.db")));
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
        deadLetters = new DeadLetters(database);
    }

    @AfterEach
    void close() {
        receiver.stop(0);
        database.close();
    }

    @Test
    void sends_signed_changes_of_its_prefixes() throws Exception {
        try (Webhook webhook = webhook(3, "new", "old");
                FollowerRunner _ = run(webhook)) {
            catalog.commit(List.of(put("other/a.jpg", "x"), put("shop/ä.jpg", "y")));
            Received first = next();

            assertThat(first.text()).startsWith("[{\"sequence\":2,\"kind\":\"put\",\"key\":\"shop/ä.jpg\"");
            assertThat(first.delivery()).isEqualTo("w-2-2");
            for (String secret : List.of("new", "old")) {
                assertThat(verified(first, secret, Instant.now())).isTrue();
            }
            assertThat(verified(first, "wrong", Instant.now())).isFalse();
            assertThat(verified(first, "new", Instant.now().plusSeconds(600))).isFalse();
            first.body()[5] ^= 1;
            assertThat(verified(first, "new", Instant.now())).isFalse();
        }
    }

    @Test
    void tries_again_until_it_is_taken() throws Exception {
        refusals.set(2);
        try (Webhook webhook = webhook(3, "s");
                FollowerRunner runner = run(webhook)) {
            catalog.commit(put("shop/a.jpg", "x"));

            assertThat(List.of(next().delivery(), next().delivery(), next().delivery()))
                    .containsOnly("w-1-1");
            await(() -> runner.status().lag() == 0);
            assertThat(deadLetters.list(0, 10)).isEmpty();
            assertThat(received).isEmpty();
        }
    }

    @Test
    void what_is_never_taken_becomes_a_dead_letter_that_can_be_sent_again_or_dropped() throws Exception {
        refusals.set(5);
        try (Webhook webhook = webhook(2, "s");
                FollowerRunner runner = run(webhook)) {
            catalog.commit(put("shop/a.jpg", "x"));
            await(() -> runner.status().lag() == 0 && deadLetters.list(0, 10).size() == 1);
            DeadLetters.DeadLetter letter = deadLetters.list(0, 10).getFirst();
            assertThat(letter.reason()).isEqualTo("it answered 500");
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.follower()).isEqualTo("webhook:w");

            refusals.set(1);
            assertThatThrownBy(() -> webhook.retry(letter.id()))
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.BAD_UPSTREAM));
            assertThat(deadLetters.list(0, 10)).hasSize(1);
            webhook.retry(letter.id());
            assertThat(deadLetters.list(0, 10)).isEmpty();
            assertThat(deadLetters.drop(letter.id())).isFalse();
            assertThatThrownBy(() -> webhook.retry(letter.id()))
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.ABSENT));
        }
    }

    /** The answer's headers say that it was taken, and no more than a part of its body ever comes. */
    @Test
    void an_answer_that_never_ends_is_given_up_and_does_not_hold_up_the_journal() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<Socket> open = Collections.synchronizedList(new ArrayList<>());
            Thread answering = Thread.ofVirtual().start(() -> answerWithoutEnd(endless, open));
            try (Webhook webhook = webhook(endless.getLocalPort(), 2, Duration.ofMillis(300), "s");
                    FollowerRunner runner = run(webhook)) {
                catalog.commit(put("shop/a.jpg", "x"));
                await(() ->
                        deadLetters.list(0, 10).size() == 1 && runner.status().lag() == 0);
                assertThat(deadLetters.list(0, 10).getFirst().reason()).contains("not complete");
                assertThat(open).hasSize(2);
                for (Socket connection : open) {
                    connection.setSoTimeout(20_000);
                    assertThat(ended(connection)).as("the connection is closed").isTrue();
                }
            }
            endless.close();
            answering.join();
        }
    }

    private static void answerWithoutEnd(ServerSocket listening, List<Socket> open) {
        try {
            while (true) {
                Socket connection = listening.accept();
                open.add(connection);
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            assertThat(listening.isClosed()).isTrue();
        }
    }

    private static boolean ended(Socket connection) throws IOException {
        try (connection) {
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void garbage_is_no_signature() {
        byte[] body = {1, 2};
        for (String header : List.of("", "t=", "t=x,v1=00", "t=99999999999999999999,v1=", "v1=00", "t=1", ",,,")) {
            assertThat(Signature.verify(header, body, "s", Instant.now(), Duration.ofDays(100_000)))
                    .as(header)
                    .isFalse();
        }
    }

    private Webhook webhook(int attempts, String... secrets) {
        return webhook(receiver.getAddress().getPort(), attempts, Duration.ofSeconds(10), secrets);
    }

    private Webhook webhook(int port, int attempts, Duration timeout, String... secrets) {
        return new Webhook(
                new WebhookSettings(
                        "w",
                        URI.create("http://127.0.0.1:" + port + "/hook"),
                        List.of(secrets),
                        List.of("shop/"),
                        attempts,
                        timeout,
                        Duration.ofMillis(20)),
                deadLetters);
    }

    private FollowerRunner run(Webhook webhook) {
        return new FollowerRunner(journal, webhook, database.clusterLocks(), FollowerRunner.Start.BEGINNING);
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a delivery").isNotNull();
        return next;
    }

    private static boolean verified(Received delivery, String secret, Instant now) {
        return Signature.verify(delivery.signature(), delivery.body(), secret, now, Duration.ofMinutes(5));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}

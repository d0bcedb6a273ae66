package dev.imago.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx or HAProxy on loopback, which hands all requests on to one address, on connections that it keeps and shares among its
 * clients, and writes down which ones it has handed on.
 */
final class RealProxy implements AutoCloseable {
    private static final Path SERVERS = Path.of("testserver").toAbsolutePath();

    private final String script;
    private final Path config;
    private final Path folder;
    private final Path log;

    /** Where it takes HTTP/1.1. */
    final int port;

    /** Where it takes HTTP/2 in clear text. */
    final int http2Port;

    private RealProxy(String script, Path folder, String log, int port, int http2Port) {
        this.script = script;
        this.folder = folder;
        this.config = folder.resolve(script + ".conf");
        this.log = folder.resolve(log);
        this.port = port;
        this.http2Port = http2Port;
    }

    static RealProxy nginx(Path folder, InetSocketAddress target) throws IOException {
        RealProxy nginx = new RealProxy("nginx", folder, "sent.log", freePort(), freePort());
        return nginx.start("""
                worker_processes 1;
                events { worker_connections 64; }
                http {
                  log_format sent "sent $request_uri $upstream_addr";
                  access_log %s sent;
                  client_body_timeout 2s;
                  client_header_timeout 2s;
                  upstream imago { server %s; keepalive 1; }
                  server {
                    listen 127.0.0.1:%d;
                    listen 127.0.0.1:%d http2;
                    location / {
                      proxy_pass http://imago;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $http_host;
                      proxy_request_buffering off;
                      proxy_next_upstream off;
                      proxy_ignore_client_abort on;
                    }
                  }
                }
                """.formatted(nginx.log, address(target), nginx.port, nginx.http2Port));
    }

    static RealProxy haproxy(Path folder, InetSocketAddress target) throws IOException {
        RealProxy haproxy = new RealProxy("haproxy", folder, "log", freePort(), freePort());
        return haproxy.start("""
                global
                  log stdout format raw local0
                defaults
                  mode http
                  log global
                  log-format "sent %%HU %%s"
                  timeout connect 2s
                  timeout client 2s
                  timeout server 10s
                  retry-on conn-failure empty-response
                  http-reuse always
                frontend all
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d proto h2
                  default_backend imago
                backend imago
                  server one %s
                """.formatted(haproxy.port, haproxy.http2Port, address(target)));
    }

    private RealProxy start(String text) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(config, text);
        run("start");
        return this;
    }

    /** The targets of all requests that it has handed on so far. */
    List<String> sent() {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("sent ") && !line.endsWith(" -") && !line.endsWith(" <NOSRV>"))
                    .map(line -> line.substring(5, line.lastIndexOf(' ')))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String what) throws IOException {
        Process process = new ProcessBuilder(
                        SERVERS.resolve(script).toString(), what, config.toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(what + ".out").toFile())
                .start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(script + " " + what + ": " + Files.readString(folder.resolve(what + ".out")));
            }
        } catch (InterruptedException e) {
            process.destroy();
            throw new IOException(e);
        }
    }

    private static String address(InetSocketAddress target) {
        return "127.0.0.1:" + target.getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String toString() {
        return script;
    }

    @Override
    public void close() throws IOException {
        run("stop");
    }
}

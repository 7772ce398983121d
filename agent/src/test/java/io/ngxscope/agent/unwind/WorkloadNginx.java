package io.ngxscope.agent.unwind;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx with one worker whose handlers make every shape of stack. */
final class WorkloadNginx implements AutoCloseable {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path MODULES = Path.of("/usr/lib/nginx/modules");

  private final Path folder;
  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int worker;

  WorkloadNginx() throws IOException {
    assumeTrue(Files.exists(NGINX), "nginx is not installed");
    assumeTrue(Files.exists(MODULES.resolve("ngx_http_lua_module.so")), "no Lua module");
    folder = Files.createTempDirectory("unwind");
    port = freePort();
    String modules =
        "load_module "
            + MODULES.resolve("ndk_http_module.so")
            + "; load_module "
            + MODULES.resolve("ngx_http_lua_module.so")
            + ";";
    if (System.getProperty("user.name").equals("root")) {
      modules += " user root;";
    }
    String conf =
        resource("nginx.conf")
            .replace("@MODULES@", modules)
            .replace("@PORT@", Integer.toString(port));
    Files.writeString(folder.resolve("nginx.conf"), conf);
    Files.writeString(folder.resolve("workload.lua"), resource("workload.lua"));
    nginx(List.of());
    worker = Integer.parseInt(get("/run/usleep?s=0").strip());
  }

  private void nginx(List<String> more) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(NGINX.toString(), "-p", folder + "/", "-c", folder + "/nginx.conf"),
                more.stream())
            .toList();
    Process p =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("start.log").toFile())
            .start();
    try {
      if (!p.waitFor(20, TimeUnit.SECONDS) || p.exitValue() != 0) {
        throw new IOException(Files.readString(folder.resolve("start.log")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  int worker() {
    return worker;
  }

  String get(String path) throws IOException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Accept-Encoding", "identity")
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException(path + ": " + response.statusCode() + errors());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  void getQuietly(String path) {
    try {
      get(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void getCompressed(String path) throws IOException {
    try {
      http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Accept-Encoding", "gzip")
              .build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  String errors() throws IOException {
    return Files.readString(folder.resolve("error.log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = WorkloadNginx.class.getResourceAsStream("/unwind/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    nginx(List.of("-s", "stop"));
    ProcessHandle.of(worker).ifPresent(w -> w.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

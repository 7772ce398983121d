package io.ngxscope.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real, headless Chromium with one page, driven by its own debugging protocol: sees what a page
 * shows, runs, logs and asks for.
 */
final class Browser implements AutoCloseable {
  private static final int SECONDS = 60;
  private static Browser shared;
  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final Process process;
  private final WebSocket socket;
  private int number;

  private Browser(Process process, WebSocket socket) {
    this.process = process;
    this.socket = socket;
  }

  /** The one browser of all tests; it ends with them. */
  static synchronized Browser shared() throws Exception {
    Browser running = shared;
    if (running == null) {
      Path profile = Files.createTempDirectory("ngxscope-browser-");
      running = start(profile);
      shared = running;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(profile)));
    }
    return running;
  }

  private static void end(Path profile) {
    shared.close();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind: " + profile);
    }
  }

  /** Starts it with a profile of its own. */
  private static Browser start(Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--window-size=1280,900",
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Listener listener = new Listener();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(pageAddress(folder, process), listener)
              .get(SECONDS, TimeUnit.SECONDS);
      Browser browser = new Browser(process, socket);
      listener.browser = browser;
      browser.call("Page.enable", "{}");
      browser.call("Network.enable", "{}");
      browser.call("Log.enable", "{}");
      browser.call("Runtime.enable", "{}");
      return browser;
    } catch (Exception e) {
      stop(process);
      throw e;
    }
  }

  /** The address of the first page's debugger, which the browser writes down when it is ready. */
  private static URI pageAddress(Path folder, Process process) throws Exception {
    Path ready = folder.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      if (Files.exists(ready) && Files.readAllLines(ready).size() == 2) {
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(ready).get(0) + "/json");
        for (JsonNode page : new ObjectMapper().readTree(get(list))) {
          if (page.get("type").textValue().equals("page")) {
            return URI.create(page.get("webSocketDebuggerUrl").textValue());
          }
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IOException("the browser did not start: " + Files.readString(folder.resolve("log")));
  }

  private static String get(URI address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Opens a page and waits until its script says that it is ready. */
  void open(Path file, String fragment) throws Exception {
    call("Page.navigate", "{\"url\":\"about:blank\"}");
    synchronized (this) {
      requests.clear();
      complaints.clear();
    }
    ObjectNode where = json.createObjectNode().put("url", file.toUri() + fragment);
    call("Page.navigate", where.toString());
    waitFor("document.readyState === 'complete' && location.protocol === 'file:'");
  }

  /** Waits until an expression of the page is true. */
  void waitFor(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      if (evaluate("Boolean(" + expression + ")").booleanValue()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("never true: " + expression + "; page says " + complaints());
  }

  /** The value of an expression of the page. */
  JsonNode evaluate(String expression) throws Exception {
    ObjectNode what = json.createObjectNode().put("expression", expression);
    what.put("returnByValue", true);
    JsonNode result = call("Runtime.evaluate", what.toString());
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.toString());
    }
    return result.at("/result/value");
  }

  String text(String selector) throws Exception {
    String quoted = json.writeValueAsString(selector);
    return evaluate("document.querySelector(" + quoted + ").textContent").asText();
  }

  /** A key as a user presses it. */
  void press(String key) throws Exception {
    ObjectNode event = json.createObjectNode().put("key", key);
    if (key.length() == 1) {
      event.put("text", key);
    }
    call("Input.dispatchKeyEvent", event.put("type", "keyDown").toString());
    event.remove("text");
    call("Input.dispatchKeyEvent", event.put("type", "keyUp").toString());
  }

  /** The mouse as a user moves it: pressed at one place, released at another. */
  void drag(double fromX, double fromY, double toX, double toY) throws Exception {
    mouse("mouseMoved", fromX, fromY);
    mouse("mousePressed", fromX, fromY);
    mouse("mouseMoved", toX, toY);
    mouse("mouseReleased", toX, toY);
  }

  void mouse(String type, double x, double y) throws Exception {
    ObjectNode event = json.createObjectNode().put("type", type).put("x", x).put("y", y);
    event.put("button", type.equals("mouseMoved") ? "none" : "left").put("clickCount", 1);
    call("Input.dispatchMouseEvent", event.toString());
  }

  /** A finger that touches one place. */
  void tap(double x, double y) throws Exception {
    call("Emulation.setTouchEmulationEnabled", "{\"enabled\":true}");
    String at = "[{\"x\":" + x + ",\"y\":" + y + "}]";
    call("Input.dispatchTouchEvent", "{\"type\":\"touchStart\",\"touchPoints\":" + at + "}");
    call("Input.dispatchTouchEvent", "{\"type\":\"touchEnd\",\"touchPoints\":[]}");
  }

  /** A finger that moves from one place to another. */
  void swipe(double fromX, double y, double toX) throws Exception {
    call("Emulation.setTouchEmulationEnabled", "{\"enabled\":true}");
    touch("touchStart", fromX, y);
    for (int step = 1; step <= 10; step++) {
      touch("touchMove", fromX + (toX - fromX) * step / 10, y);
    }
    call("Input.dispatchTouchEvent", "{\"type\":\"touchEnd\",\"touchPoints\":[]}");
  }

  private void touch(String type, double x, double y) throws Exception {
    String at = "[{\"x\":" + x + ",\"y\":" + y + "}]";
    call("Input.dispatchTouchEvent", "{\"type\":\"" + type + "\",\"touchPoints\":" + at + "}");
  }

  /** A mouse again, after fingers. */
  void noFingers() throws Exception {
    call("Emulation.setTouchEmulationEnabled", "{\"enabled\":false}");
  }

  /** What the page is shown on: {@code screen} or {@code print}. */
  void medium(String medium) throws Exception {
    call("Emulation.setEmulatedMedia", "{\"media\":\"" + medium + "\"}");
  }

  /** The page as it would come out of a printer, as a PDF file. */
  byte[] printed() throws Exception {
    return Base64.getDecoder().decode(call("Page.printToPDF", "{}").get("data").textValue());
  }

  /** The colours that the user has chosen: light or dark. */
  void prefer(String scheme) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}");
  }

  void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":"
            + width
            + ",\"height\":"
            + height
            + ",\"deviceScaleFactor\":1,\"mobile\":false}");
  }

  /** What the window shows, as a PNG file. */
  byte[] screenshot() throws Exception {
    return Base64.getDecoder().decode(call("Page.captureScreenshot", "{}").get("data").textValue());
  }

  /** Addresses that the page asked for since it was opened. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Errors and refusals that the browser logged since the page was opened. */
  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonNode call(String method, String parameters) throws Exception {
    number++;
    String message =
        "{\"id\":" + number + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}";
    socket.sendText(message, true).get(SECONDS, TimeUnit.SECONDS);
    JsonNode answer = answers.poll(SECONDS, TimeUnit.SECONDS);
    while (answer != null && answer.get("id").intValue() != number) {
      answer = answers.poll(SECONDS, TimeUnit.SECONDS);
    }
    if (answer == null || answer.has("error")) {
      throw new IOException(method + ": " + answer);
    }
    return answer.get("result");
  }

  private synchronized void take(JsonNode message) {
    String method = message.path("method").asText("");
    if (message.has("id")) {
      answers.add(message);
    } else if (method.equals("Network.requestWillBeSent")) {
      requests.add(message.at("/params/request/url").asText());
    } else if (method.equals("Log.entryAdded")) {
      complaints.add(message.at("/params/entry/text").asText());
    } else if (method.equals("Runtime.exceptionThrown")) {
      complaints.add(message.at("/params/exceptionDetails").toString());
    }
  }

  @Override
  public void close() {
    socket.abort();
    stop(process);
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Puts the pieces of messages together. */
  private static final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();
    private final ObjectMapper json = new ObjectMapper();
    private volatile Browser browser;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        try {
          Browser to = browser;
          if (to != null) {
            to.take(json.readTree(message.toString()));
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        } finally {
          message.setLength(0);
        }
      }
      socket.request(1);
      return null;
    }
  }
}

// A card in a process of its own: applets in jCardSim, joined to a virtual reader over vsmartcard's protocol.
// The link: two bytes of length, high byte first, then that many bytes, both ways. To the card one byte is a control and
// more bytes are a command; the card answers commands and the request for its ATR, and nothing else. jCardSim's own
// VSmartCard is not used: it wants a configuration file for every port and listens on a second one to be reloaded.
package tickbench.sim;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.UnaryOperator;

public final class VirtualCard {
  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int GET_ATR = 4;

  /** Install parameters of the larger variant. */
  private static final byte[] FULL = {1};

  private static final int BETWEEN_TRIES_MS = 200;
  private static final int MOST_TRIES = 150;

  private VirtualCard() {}

  /**
   * Arguments: the applets' names with commas between, HOST:PORT of the virtual reader, then what kind of card: `plain` for
   * jCardSim as it is, `t0` for that protocol, `full` for the applets' larger variant. Ends when the reader goes away.
   * Exit codes: 0 done, 2 arguments that say nothing, 4 no reader.
   */
  public static void main(String[] arguments) throws InterruptedException {
    boolean understood = arguments.length >= 2
        && arguments[1].matches(".+:\\d{1,5}")
        && Applets.names().containsAll(Arrays.asList(arguments[0].split(",")));
    Setup setup = new Setup();
    for (int at = 2; at < arguments.length; at++) understood &= sets(setup, arguments[at]);
    if (!understood) {
      end(2, "Say applets and a reader: VirtualCard " + String.join(",", Applets.names()) + " HOST:PORT [plain] [t0] [full]");
    }
    join(new SimulatedCard(setup, arguments[0].split(",")), arguments[1]);
  }

  private static boolean sets(Setup setup, String word) {
    switch (word) {
      case "plain":
        setup.plain();
        return true;
      case "t0":
        setup.t0();
        return true;
      case "full":
        setup.parameters(FULL);
        return true;
      default:
        return false;
    }
  }

  /** Serves the card to the virtual reader at HOST:PORT until that goes away. */
  static void join(SimulatedCard card, String reader) throws InterruptedException {
    join(card, card::transmit, reader);
  }

  /** The same, where something else answers what is no control. */
  static void join(SimulatedCard card, UnaryOperator<byte[]> answer, String reader) throws InterruptedException {
    int colon = reader.lastIndexOf(':');
    try (Socket socket = connect(reader.substring(0, colon), Integer.parseInt(reader.substring(colon + 1)))) {
      socket.setTcpNoDelay(true);
      serve(card, answer, new DataInputStream(socket.getInputStream()), socket.getOutputStream());
    } catch (IOException | IllegalArgumentException failure) {
      end(4, "No virtual reader at " + reader + ": start one there, within 30 s of the card (" + failure.getMessage() + ")");
    }
  }

  /** The reader may be started after the card: it is sought for half a minute. */
  private static Socket connect(String host, int port) throws IOException, InterruptedException {
    for (int tries = MOST_TRIES; ; tries--) {
      try {
        return new Socket(host, port);
      } catch (ConnectException nobody) {
        if (tries == 0) throw nobody;
        Thread.sleep(BETWEEN_TRIES_MS);
      }
    }
  }

  private static void end(int code, String line) {
    System.err.println(line);
    System.exit(code);
  }

  private static void serve(SimulatedCard card, UnaryOperator<byte[]> answer, DataInputStream in, OutputStream out)
      throws IOException {
    for (;;) {
      byte[] frame;
      try {
        frame = new byte[in.readUnsignedShort()];
        in.readFully(frame);
      } catch (EOFException gone) {
        return;
      }
      byte[] reply = frame.length == 1 ? control(card, frame[0]) : answer.apply(frame);
      if (reply != null) write(out, reply);
    }
  }

  /** What the card says to a control, or null where it says nothing. */
  private static byte[] control(SimulatedCard card, int control) {
    if (control == GET_ATR) return card.atr();
    if (control == POWER_OFF || control == POWER_ON || control == RESET) card.reset();
    return null;
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    byte[] frame = new byte[2 + bytes.length];
    frame[0] = (byte) (bytes.length >> 8);
    frame[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, frame, 2, bytes.length);
    out.write(frame);
    out.flush();
  }
}

// T=0 as a card's runtime speaks it (ISO/IEC 7816-3:2006, 10 and 12; runtime environment specification 3.0.4, 9.4): five
// bytes of header, data one way in a command. So an answer to data waits for GET RESPONSE behind 61XX, another length than
// the right one is told by 6CXX and asked again, and extended lengths do not come through.
package tickbench.sim;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import javacard.framework.ISO7816;

final class T0 {
  private static final int HEADER_BYTES = 4;
  private static final int MOST = 256;
  private static final byte GET_RESPONSE = (byte) 0xc0;

  private final UnaryOperator<byte[]> runtime;
  /** An answer of the runtime that is not delivered yet, status word included; else null. */
  private byte[] waiting;
  /** The header that has to come again for it; null where GET RESPONSE does. */
  private byte[] reissued;

  T0(UnaryOperator<byte[]> runtime) {
    this.runtime = runtime;
  }

  void reset() {
    waiting = null;
  }

  /** A command as terminals hand it over: Le behind data is not sent. */
  byte[] transmit(byte[] command) {
    if (command.length < HEADER_BYTES) return status(ISO7816.SW_WRONG_LENGTH);
    byte[] header = Arrays.copyOf(command, HEADER_BYTES);
    int p3 = command.length == HEADER_BYTES ? 0 : command[HEADER_BYTES] & 0xff;
    boolean hasData = command.length > HEADER_BYTES + 1;
    if (!hasData) return outgoing(header, p3 == 0 ? MOST : p3);
    boolean fits = p3 > 0 && command.length - HEADER_BYTES - 1 - p3 <= 1 && command.length > HEADER_BYTES + p3;
    if (!fits) return status(ISO7816.SW_WRONG_LENGTH);
    waiting = null;
    byte[] sent = Arrays.copyOf(command, HEADER_BYTES + 1 + p3 + 1); // the runtime takes Le for 256
    sent[sent.length - 1] = 0;
    byte[] answer = runtime.apply(sent);
    if (answer.length == 2) return answer;
    waiting = answer;
    reissued = null;
    return status(ISO7816.SW_BYTES_REMAINING_00 | (answer.length - 2) & 0xff);
  }

  private byte[] outgoing(byte[] header, int expected) {
    boolean isWaitedFor = waiting != null && (reissued == null ? isGetResponse(header) : Arrays.equals(header, reissued));
    if (!isWaitedFor) {
      waiting = runtime.apply(new byte[] {header[0], header[1], header[2], header[3], (byte) expected});
      reissued = header;
    }
    byte[] answer = waiting;
    int length = answer.length - 2;
    if (length > 0 && expected > length) return status(ISO7816.SW_CORRECT_LENGTH_00 | length & 0xff);
    if (length <= expected) {
      waiting = null;
      return answer;
    }
    waiting = Arrays.copyOfRange(answer, expected, answer.length);
    reissued = null;
    byte[] part = Arrays.copyOf(answer, expected + 2);
    System.arraycopy(status(ISO7816.SW_BYTES_REMAINING_00 | (length - expected) & 0xff), 0, part, expected, 2);
    return part;
  }

  private static boolean isGetResponse(byte[] header) {
    return (header[0] & 0xf0) == 0 && header[1] == GET_RESPONSE;
  }

  private static byte[] status(int word) {
    return new byte[] {(byte) (word >> 8), (byte) word};
  }
}

// Chain steps on the card, to be measured alone (card-applets/hash in TypeScript). Keeps nothing.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.MessageDigest;

public final class HashApplet extends TickApplet {
  /** Of 65,536 steps, the most, the upper half. */
  private static final short MOST_STEPS_HIGH = 1;

  private final Chain chain = new Chain();
  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);

  private HashApplet() {
    super(HashLayouts.STEPS_REQUEST_LENGTH, Chain.DIGEST_BYTES);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new HashApplet().register();
  }

  protected short run(byte cla, byte ins, short p1p2, short length) {
    if (Commands.numberOf(HashCommands.HEADERS, cla, ins, p1p2) == HashCommands.CHAIN_STEPS) return chainSteps(length);
    return plainSteps(length);
  }

  private short chainSteps(short length) {
    Decode.length(length, HashLayouts.STEPS_REQUEST_LENGTH);
    short steps = stepsAt(HashLayouts.STEPS_REQUEST_STEPS);
    boolean any = !Unsigned.isZero(data, HashLayouts.STEPS_REQUEST_STEPS, HashLayouts.STEPS_REQUEST_STEPS_BYTES);
    chain.begin(
        data, HashLayouts.STEPS_REQUEST_ID, data, HashLayouts.STEPS_REQUEST_FROM, data, HashLayouts.STEPS_REQUEST_VALUE);
    boolean over = Unsigned.add(
        data,
        HashLayouts.STEPS_REQUEST_FROM,
        data,
        HashLayouts.STEPS_REQUEST_STEPS,
        HashLayouts.STEPS_REQUEST_STEPS_BYTES);
    if (over) ISOException.throwIt(HashCommands.SW_STEPS_OUT_OF_RANGE);
    while (any) {
      chain.step();
      any = --steps != 0;
    }
    return chain.copyValue(answer, (short) 0);
  }

  private short plainSteps(short length) {
    Decode.length(length, HashLayouts.PLAIN_STEPS_REQUEST_LENGTH);
    short steps = stepsAt(HashLayouts.PLAIN_STEPS_REQUEST_STEPS);
    boolean any =
        !Unsigned.isZero(data, HashLayouts.PLAIN_STEPS_REQUEST_STEPS, HashLayouts.PLAIN_STEPS_REQUEST_STEPS_BYTES);
    Util.arrayCopyNonAtomic(data, HashLayouts.PLAIN_STEPS_REQUEST_VALUE, answer, (short) 0, Chain.DIGEST_BYTES);
    while (any) {
      sha256.doFinal(answer, (short) 0, Chain.DIGEST_BYTES, answer, (short) 0);
      any = --steps != 0;
    }
    return Chain.DIGEST_BYTES;
  }

  /** The lower half of the number of steps: 0 stands for none and for 65,536. More are refused. */
  private short stepsAt(short at) {
    short high = Util.getShort(data, at);
    short low = Util.getShort(data, (short) (at + 2));
    if (high == 0 || (high == MOST_STEPS_HIGH && low == 0)) return low;
    ISOException.throwIt(HashCommands.SW_STEPS_OUT_OF_RANGE);
    return 0;
  }
}

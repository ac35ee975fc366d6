// Chain steps on the card, to be measured alone (card-applets/hash in TypeScript). Keeps nothing.
package tickbench;

import javacard.framework.CardRuntimeException;
import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.MessageDigest;

public final class HashApplet extends BaseApplet {
  private static final short DIGEST_BYTES = 32;
  /** The upper half of 65,536 steps, the most. */
  private static final short MOST_STEPS_HIGH = 1;

  private final MessageDigest sha256 = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
  private final ChainSteps chain = new ChainSteps(sha256);
  private final Fields fields;

  private HashApplet(Variant variant) {
    super(HashLayouts.STEPS_REQUEST_LENGTH, DIGEST_BYTES, variant);
    fields = new Fields(data);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    try {
      new HashApplet(new Variant(parameters, offset, length)).register(parameters, offset);
    } catch (CardRuntimeException failure) {
      Variant.refuse(failure);
    }
  }

  protected byte find(byte[] header) {
    return CommandTable.find(HashCommands.TABLE, header);
  }

  protected boolean takesData(byte command) {
    return CommandTable.takesData(HashCommands.TABLE, command);
  }

  protected short run(byte command, short length) {
    fields.begin(length);
    return command == HashCommands.CHAIN_STEPS ? chainSteps() : plainSteps();
  }

  private short chainSteps() {
    short id = fields.fixed(ChainSteps.ID_BYTES);
    short value = fields.fixed(ChainSteps.VALUE_BYTES);
    short index = fields.fixed(Num.U32);
    short steps = fields.fixed(Num.U32);
    fields.end();
    requireAllowed(steps);
    chain.setChain(data, id);
    chain.setValue(data, value);
    chain.setIndex(data, index);
    if (Num.add(data, index, data, steps, Num.U32) != 0) ISOException.throwIt(HashCommands.SW_STEPS_OUT_OF_RANGE);
    chain.walkTo(data, index);
    return Util.arrayCopyNonAtomic(chain.block, ChainSteps.VALUE, answer, (short) 0, ChainSteps.VALUE_BYTES);
  }

  private short plainSteps() {
    short value = fields.fixed(DIGEST_BYTES);
    short steps = fields.fixed(Num.U32);
    fields.end();
    requireAllowed(steps);
    Util.arrayCopyNonAtomic(data, value, answer, (short) 0, DIGEST_BYTES);
    boolean any = !Num.isZero(data, steps, Num.U32);
    short left = Util.getShort(data, (short) (steps + 2)); // 0 for none and for 65,536, which is 0 again at its end
    while (any) {
      sha256.doFinal(answer, (short) 0, DIGEST_BYTES, answer, (short) 0);
      any = --left != 0;
    }
    return DIGEST_BYTES;
  }

  private void requireAllowed(short steps) {
    short high = Util.getShort(data, steps);
    short low = Util.getShort(data, (short) (steps + 2));
    if (high == 0 || (high == MOST_STEPS_HIGH && low == 0)) return;
    ISOException.throwIt(HashCommands.SW_STEPS_OUT_OF_RANGE);
  }
}

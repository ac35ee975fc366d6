// The chain opened last, as it lies in memory: two cells, of which the account names the one in use. The other is
// written while nothing depends on it, so that OPEN commits by writing the account alone.
package tickbench;

import javacard.framework.Util;

final class CafeTickChain {
  /** The places of a cell. */
  static final short TX_COUNTER = 0;
  static final short REQUEST = TX_COUNTER + 4;
  static final short REQUEST_BYTES = CafeTickLayouts.OPEN_REQUEST_TRAVERSAL;
  static final short TICK_VALUE = REQUEST + CafeTickLayouts.OPEN_REQUEST_TICK_VALUE;
  static final short LIMIT = REQUEST + CafeTickLayouts.OPEN_REQUEST_LIMIT;
  static final short BATCH = REQUEST + CafeTickLayouts.OPEN_REQUEST_BATCH;
  /** The end of the request as it came: one byte 00, or 01 and the method. */
  static final short ASKED = REQUEST + REQUEST_BYTES;
  static final short ASKED_METHOD = ASKED + 1;
  static final short METHOD = ASKED + 2;
  /** 1 where the batch is 1, else 0: each tick is paid by itself. */
  static final short SINGLE = METHOD + 1;
  static final short ID = SINGLE + 1;
  static final short SECRET = ID + ChainSteps.ID_BYTES;
  static final short ANCHOR = SECRET + ChainSteps.VALUE_BYTES;
  static final short SIGNATURE = ANCHOR + ChainSteps.VALUE_BYTES;
  private static final short BYTES = SIGNATURE + P256.SIGNATURE_BYTES;

  private final byte[] first = new byte[BYTES];
  private final byte[] second = new byte[BYTES];
  /** PB_0 to PB_(T-1) of an open chain that is stored whole and too long for RAM. */
  final byte[] stored;

  CafeTickChain(short mostStored) {
    stored = new byte[(short) (mostStored * ChainSteps.VALUE_BYTES)];
  }

  /** How many values can be stored. */
  short mostStored() {
    return (short) (stored.length / ChainSteps.VALUE_BYTES);
  }

  /** Cell 1 or 2. */
  byte[] cell(byte number) {
    return number == 1 ? first : second;
  }

  /** Whether the request at `at` is the one that opened this chain. */
  static boolean isOf(byte[] cell, byte[] request, short at) {
    short askedAt = (short) (at + REQUEST_BYTES);
    short length = (short) (REQUEST_BYTES + 1 + (request[askedAt] == 0 ? 0 : 1));
    return Num.isSame(cell, REQUEST, request, at, length);
  }

  /** The commitment to this chain (TickCommitment) without its signature. Gives the offset behind it. */
  static short copyCommitment(byte[] cell, byte[] cardId, short cardIdAt, byte[] to, short at) {
    Fields.preamble(to, at, CafeTickLayouts.TICK_COMMITMENT_TYPE);
    short next = (short) (at + CafeTickLayouts.TICK_COMMITMENT_CARD_ID);
    next = Util.arrayCopyNonAtomic(cardId, cardIdAt, to, next, CafeTickLayouts.TICK_COMMITMENT_CARD_ID_BYTES);
    next = Util.arrayCopyNonAtomic(cell, TX_COUNTER, to, next, (short) (BATCH - TX_COUNTER));
    next = Util.arrayCopyNonAtomic(cell, ID, to, next, ChainSteps.ID_BYTES);
    return Util.arrayCopyNonAtomic(cell, ANCHOR, to, next, ChainSteps.VALUE_BYTES);
  }
}

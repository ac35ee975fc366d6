// The holder's PIN and PUK, and what may be committed without them (src/payment/card-guard.ts). OwnerPIN takes a try
// before it compares, outside of any transaction, so that cutting the power between them gains nothing.
package tickbench;

import javacard.framework.ISOException;
import javacard.framework.OwnerPIN;
import javacard.framework.Util;

final class HolderGuard {
  private static final byte PIN_BYTES = SharedLayouts.HOLDER_PROTECTION_PIN_BYTES;
  private static final byte PIN_TRIES = 3;
  private static final byte PUK_TRIES = 10;

  private final OwnerPIN pin = new OwnerPIN(PIN_TRIES, PIN_BYTES);
  private final OwnerPIN puk = new OwnerPIN(PUK_TRIES, PIN_BYTES);
  private final byte[] withoutPin = new byte[Num.U64];
  private boolean isProtected;

  /** Once, with the other things of the issuer's bureau; again where the power was lost in the middle of it. */
  void protect(byte[] data, short at, boolean wanted) {
    isProtected = wanted;
    if (!wanted) return;
    pin.update(data, (short) (at + SharedLayouts.HOLDER_PROTECTION_PIN), PIN_BYTES);
    puk.update(data, (short) (at + SharedLayouts.HOLDER_PROTECTION_PUK), PIN_BYTES);
    short units = (short) (at + SharedLayouts.HOLDER_PROTECTION_WITHOUT_PIN);
    Util.arrayCopyNonAtomic(data, units, withoutPin, (short) 0, Num.U64);
  }

  byte triesLeft() {
    return isProtected ? pin.getTriesRemaining() : PIN_TRIES;
  }

  /** Nobody has presented the PIN any more: it was used up, or another applet was selected. */
  void forget() {
    if (pin.isValidated()) pin.reset();
  }

  /** VERIFY; CHANGE REFERENCE DATA, which also presents the PIN; or else RESET RETRY COUNTER, which does not. */
  void present(Fields fields, byte[] data, boolean verifies, boolean changes) {
    short code = fields.fixed(PIN_BYTES);
    short chosen = verifies ? code : fields.fixed(PIN_BYTES);
    fields.end();
    require(verifies || changes ? pin : puk, data, code);
    if (verifies) return;
    pin.update(data, chosen, PIN_BYTES);
    if (changes) {
      pin.check(data, chosen, PIN_BYTES);
    } else {
      puk.reset(); // all tries are back
    }
  }

  /**
   * Whether `units` more may be committed. `sum` is what was committed since the PIN was presented, and becomes what it is
   * with them. The caller commits, then calls `forget`.
   */
  boolean spend(byte[] sum, short sumAt, byte[] units, short unitsAt) {
    if (!isProtected) return true;
    if (pin.isValidated()) {
      Util.arrayFillNonAtomic(sum, sumAt, Num.U64, (byte) 0);
      return true;
    }
    Num.add(sum, sumAt, units, unitsAt, Num.U64); // both below 2^63
    return Num.compare(sum, sumAt, withoutPin, (short) 0, Num.U64) <= 0;
  }

  /** Whatever comes of it, the PIN has to be presented anew. */
  private void require(OwnerPIN code, byte[] data, short at) {
    if (!isProtected) ISOException.throwIt(CafeTickCommands.SW_NO_PIN);
    forget();
    if (code.getTriesRemaining() == 0) ISOException.throwIt(CafeTickCommands.SW_PIN_BLOCKED);
    if (code.check(data, at, PIN_BYTES)) return;
    ISOException.throwIt((short) (CafeTickCommands.SW_PIN_WRONG | code.getTriesRemaining()));
  }
}

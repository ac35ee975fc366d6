// AES-CMAC (RFC 4493) block by block: ALG_AES_CMAC_128 came with Java Card 3.0.5 only.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.KeyBuilder;
import javacardx.crypto.Cipher;

final class Cmac {
  static final short KEY_BYTES = 16;
  static final short MAC_BYTES = 16;
  /** What the protocols keep of a MAC. */
  static final short SIGNATURE_BYTES = 8;

  private static final short BLOCK = 16;
  /** x^128 = x^7 + x^2 + x + 1 in the field of the subkeys. */
  private static final byte REDUCTION = (byte) 0x87;
  private static final byte PADDING = (byte) 0x80;

  /** Places in `work`: the chaining value, the subkey, a MAC that is compared. */
  private static final short STATE = 0;
  private static final short SUBKEY = 16;
  private static final short COMPARED = 32;
  private static final short WORK_BYTES = 48;

  private final AESKey aes =
      (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES_TRANSIENT_DESELECT, KeyBuilder.LENGTH_AES_128, false);
  private final Cipher cipher = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_ECB_NOPAD, false);
  private final byte[] work = JCSystem.makeTransientByteArray(WORK_BYTES, JCSystem.CLEAR_ON_DESELECT);

  /** All 16 bytes of the MAC; `out` may be where key or message are. */
  void mac(byte[] key, short keyAt, byte[] message, short at, short length, byte[] out, short outAt) {
    compute(key, keyAt, message, at, length);
    Util.arrayCopyNonAtomic(work, STATE, out, outAt, MAC_BYTES);
  }

  /** The first 8 bytes. Gives the offset behind them. */
  short sign(byte[] key, short keyAt, byte[] message, short at, short length, byte[] out, short outAt) {
    compute(key, keyAt, message, at, length);
    return Util.arrayCopyNonAtomic(work, STATE, out, outAt, SIGNATURE_BYTES);
  }

  /** Whether the 8 bytes behind the message are its signature, in a time that does not tell where they are wrong. */
  boolean isSigned(byte[] key, short keyAt, byte[] message, short at, short length) {
    return isSignature(key, keyAt, message, at, length, message, (short) (at + length));
  }

  boolean isSignature(
      byte[] key, short keyAt, byte[] message, short at, short length, byte[] signature, short signatureAt) {
    compute(key, keyAt, message, at, length);
    Util.arrayCopyNonAtomic(signature, signatureAt, work, COMPARED, SIGNATURE_BYTES);
    short different = 0;
    for (short i = 0; i < SIGNATURE_BYTES; i++) different |= (short) (work[i] ^ work[(short) (COMPARED + i)]);
    return different == 0;
  }

  private void compute(byte[] key, short keyAt, byte[] message, short at, short length) {
    aes.setKey(key, keyAt);
    cipher.init(aes, Cipher.MODE_ENCRYPT);
    Util.arrayFillNonAtomic(work, STATE, BLOCK, (byte) 0);
    cipher.doFinal(work, STATE, BLOCK, work, SUBKEY);
    doubleSubkey();
    while (length > BLOCK) {
      add(message, at, BLOCK);
      cipher.doFinal(work, STATE, BLOCK, work, STATE);
      at += BLOCK;
      length -= BLOCK;
    }
    add(message, at, length);
    if (length < BLOCK) {
      work[length] ^= PADDING;
      doubleSubkey();
    }
    add(work, SUBKEY, BLOCK);
    cipher.doFinal(work, STATE, BLOCK, work, STATE);
    aes.clearKey();
  }

  private void add(byte[] bytes, short at, short length) {
    for (short i = 0; i < length; i++) work[i] ^= bytes[(short) (at + i)];
  }

  private void doubleSubkey() {
    byte carry = 0;
    for (short i = (short) (SUBKEY + BLOCK - 1); i >= SUBKEY; i--) {
      byte next = (byte) ((work[i] >> 7) & 1);
      work[i] = (byte) ((work[i] << 1) | carry);
      carry = next;
    }
    if (carry != 0) work[(short) (SUBKEY + BLOCK - 1)] ^= REDUCTION;
  }
}

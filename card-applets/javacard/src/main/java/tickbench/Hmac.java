// HMAC-SHA-256 (RFC 2104) on a message digest: few cards offer ALG_HMAC_SHA_256. Keys of up to one block.
package tickbench;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.MessageDigest;

final class Hmac {
  static final short TAG_BYTES = 32;
  private static final short BLOCK_BYTES = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest sha256;
  /** The key in its pad, then the tag that is compared. */
  private final byte[] scratch;

  Hmac(MessageDigest sha256) {
    this.sha256 = sha256;
    scratch = JCSystem.makeTransientByteArray((short) (BLOCK_BYTES + TAG_BYTES), JCSystem.CLEAR_ON_DESELECT);
  }

  /** The tag over the message; `out` may be where the message is. */
  void tag(byte[] key, byte[] message, short at, short length, byte[] out, short outAt) {
    pad(key, INNER);
    sha256.reset();
    sha256.update(scratch, (short) 0, BLOCK_BYTES);
    sha256.doFinal(message, at, length, scratch, BLOCK_BYTES);
    pad(key, OUTER);
    sha256.update(scratch, (short) 0, BLOCK_BYTES);
    sha256.doFinal(scratch, BLOCK_BYTES, TAG_BYTES, out, outAt);
    Util.arrayFillNonAtomic(scratch, (short) 0, BLOCK_BYTES, (byte) 0);
  }

  /** Whether the tag is right, in a time that does not tell where it is wrong. */
  boolean isTag(byte[] key, byte[] message, short at, short length, short tagAt) {
    tag(key, message, at, length, scratch, BLOCK_BYTES);
    short different = 0;
    for (short i = 0; i < TAG_BYTES; i++) {
      different |= (short) (scratch[(short) (BLOCK_BYTES + i)] ^ message[(short) (tagAt + i)]);
    }
    return different == 0;
  }

  private void pad(byte[] key, byte with) {
    Util.arrayFillNonAtomic(scratch, (short) 0, BLOCK_BYTES, with);
    for (short i = 0; i < (short) key.length; i++) scratch[i] ^= key[i];
  }
}

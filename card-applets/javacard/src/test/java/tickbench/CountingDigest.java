// A digest that counts what it is asked for.
package tickbench;

import javacard.security.MessageDigest;

final class CountingDigest extends MessageDigest {
  private final MessageDigest digest = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
  int count;

  @Override
  public short doFinal(byte[] in, short at, short length, byte[] out, short outAt) {
    count++;
    return digest.doFinal(in, at, length, out, outAt);
  }

  @Override
  public void update(byte[] in, short at, short length) {
    digest.update(in, at, length);
  }

  @Override
  public void reset() {
    digest.reset();
  }

  @Override
  public byte getAlgorithm() {
    return digest.getAlgorithm();
  }

  @Override
  public byte getLength() {
    return digest.getLength();
  }
}

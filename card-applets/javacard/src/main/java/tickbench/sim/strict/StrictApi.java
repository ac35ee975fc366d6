// What the applets call on a strict card instead of the API and of plain instructions: StrictLoader puts it into their code.
package tickbench.sim.strict;

import java.lang.reflect.Field;
import javacard.framework.APDU;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.Key;
import javacard.security.KeyBuilder;

public final class StrictApi {
  private static final int BITS = 8;

  private StrictApi() {}

  /** As Oracle's runtime does, and by report NXP's and Infineon's: bytes are signed. Order is not what it is for. */
  public static byte arrayCompare(byte[] a, short aAt, byte[] b, short bAt, short length) {
    Util.arrayCompare(a, aAt, b, bAt, length); // its checks of the bounds
    for (int i = 0; i < length; i++) {
      if (a[aAt + i] != b[bAt + i]) return (byte) (a[aAt + i] < b[bAt + i] ? -1 : 1);
    }
    return 0;
  }

  public static short arrayCopy(byte[] from, short fromAt, byte[] to, short toAt, short length) {
    StrictRuntime card = StrictRuntime.running();
    if (length > 0 && card.keeps(to)) card.memory.beforeAtomic(to, toAt, length, length);
    return Util.arrayCopy(from, fromAt, to, toAt, length);
  }

  public static short arrayCopyNonAtomic(byte[] from, short fromAt, byte[] to, short toAt, short length) {
    StrictRuntime card = StrictRuntime.running();
    if (length > 0 && card.keeps(to) && !card.memory.isWhole(to, toAt, length)) {
      Util.arrayCopyNonAtomic(from, fromAt, to, toAt, (short) (length / 2));
      card.memory.cut();
    }
    return Util.arrayCopyNonAtomic(from, fromAt, to, toAt, length);
  }

  public static short arrayFillNonAtomic(byte[] to, short at, short length, byte value) {
    StrictRuntime card = StrictRuntime.running();
    if (length > 0 && card.keeps(to) && !card.memory.isWhole(to, at, length)) {
      Util.arrayFillNonAtomic(to, at, (short) (length / 2), value);
      card.memory.cut();
    }
    return Util.arrayFillNonAtomic(to, at, length, value);
  }

  public static short setShort(byte[] to, short at, short value) {
    StrictRuntime card = StrictRuntime.running();
    if (card.keeps(to)) card.memory.beforeAtomic(to, at, Short.BYTES, Short.BYTES);
    return Util.setShort(to, at, value);
  }

  public static short setIncomingAndReceive(APDU apdu) {
    StrictRuntime.running().requireData();
    return apdu.setIncomingAndReceive();
  }

  /** A transient key has its bytes in RAM from the beginning. */
  public static Key buildKey(byte type, short length, boolean encrypts) {
    boolean onDeselect = type == KeyBuilder.TYPE_AES_TRANSIENT_DESELECT || type == KeyBuilder.TYPE_DES_TRANSIENT_DESELECT;
    boolean onReset = type == KeyBuilder.TYPE_AES_TRANSIENT_RESET || type == KeyBuilder.TYPE_DES_TRANSIENT_RESET;
    byte event = onDeselect ? JCSystem.CLEAR_ON_DESELECT : JCSystem.CLEAR_ON_RESET;
    if (onDeselect || onReset) StrictRuntime.running().ram.take(length / BITS, event);
    return KeyBuilder.buildKey(type, length, encrypts);
  }

  public static void store(Object array, int at, int value) {
    StrictRuntime card = StrictRuntime.running();
    int bytes = array instanceof short[] ? Short.BYTES : 1;
    if (card.keeps(array)) card.memory.beforeAtomic(array, at, 1, bytes);
    if (array instanceof short[]) ((short[]) array)[at] = (short) value;
    else if (array instanceof byte[]) ((byte[]) array)[at] = (byte) value;
    else ((boolean[]) array)[at] = value != 0;
  }

  public static void storeReference(Object[] array, int at, Object value) {
    StrictRuntime card = StrictRuntime.running();
    if (card.keeps(array)) card.memory.beforeAtomic(array, at, 1, Short.BYTES);
    array[at] = value;
  }

  public static void beforePut(Object target, String name) {
    StrictRuntime card = StrictRuntime.running();
    if (card.isInstalling()) return;
    try {
      Field field = fieldOf(target.getClass(), name);
      field.setAccessible(true);
      Object old = field.get(target);
      card.memory.beforeField(Short.BYTES, () -> set(field, target, old));
    } catch (ReflectiveOperationException none) {
      throw new IllegalStateException(none);
    }
  }

  private static Field fieldOf(Class<?> type, String name) throws NoSuchFieldException {
    try {
      return type.getDeclaredField(name);
    } catch (NoSuchFieldException inherited) {
      if (type.getSuperclass() == null) throw inherited;
      return fieldOf(type.getSuperclass(), name);
    }
  }

  private static void set(Field field, Object target, Object value) {
    try {
      field.set(target, value);
    } catch (IllegalAccessException none) {
      throw new IllegalStateException(none);
    }
  }

  public static void allocating() {
    StrictRuntime.running().requireAllocating();
  }

  public static void count(int bytecodes) {
    StrictRuntime.running().count(bytecodes);
  }
}

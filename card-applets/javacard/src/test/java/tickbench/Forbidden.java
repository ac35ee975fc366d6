// Everything that the subset test must find, planted: one class for each kind, and what is wrong in it.
package tickbench;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javacard.framework.Util;

final class Forbidden {
  static final Map<String, List<String>> VIOLATIONS = new LinkedHashMap<>();

  static {
    plant("ForbiddenTypes", "count: type I", "names: type Ljava/lang/String;", "rows: type [[B", "letter: type C",
        "add: instruction 10", "add: instruction 97", "add: instruction 133", "add: instruction 136", "letterOf: type C", "letterOf: instruction 146",
        "wide: variable sum of type I", "many: varargs");
    plant("ForbiddenUses", "text: class java/lang/String", "text: constant text", "name: constant Ltickbench/Num;",
        "name: Object has no hashCode", "copy: Object has no clone", "rows: array of arrays", "rows: allocates", "grid: instruction 197",
        "fail: throws java/io/IOException", "attempt: throws java/io/IOException", "attempt: throws java/lang/Error", "lambda: instruction 186", "lambda: type Ljava/lang/Runnable;");
    plant("ForbiddenKeywords", "kept: transient", "seen: volatile", "begin: native", "work: synchronized",
        "lock: instruction 194", "lock: instruction 195", "finalize: never called");
    plant("ForbiddenComputing", "allocate: allocates", "draw: allocates", "compare: more than 16 bits compared",
        "pick: more than 16 bits an index", "halve: more than 16 bits shifted to the right", "order: order by arrayCompare",
        "below: order by arrayCompare", "<clinit>: computes with INVOKESTATIC");
    plant("ForbiddenChild", "class: package-visible superclass exposes methods", "hidden: shows package-visible tickbench.ForbiddenTypes",
        "give: shows package-visible tickbench.ForbiddenTypes", "<init>: shows package-visible tickbench.ForbiddenUses");
    plant("ForbiddenView", "class: package-visible superinterface", "twice: body in an interface");
    plant("ForbiddenApplet", "class: applet without public static install");
    plant("ForbiddenWords", "class: enum");
    plant("ForbiddenNote", "class: annotation");
  }

  private Forbidden() {}

  private static void plant(String name, String... expected) {
    VIOLATIONS.put(name, expected.length == 0 ? Collections.emptyList() : Arrays.asList(expected));
  }
}

final class ForbiddenTypes {
  private int count;
  private String names;
  private byte[][] rows;
  private char letter;

  short add(short a) {
    return (short) (a + 1L);
  }

  char letterOf(short a) {
    return (char) a;
  }

  short wide(short a) {
    int sum = a + 1;
    return (short) sum;
  }

  void many(short... values) {}
}

final class ForbiddenUses {
  short text() {
    return (short) "text".length();
  }

  short name() {
    return (short) Num.class.hashCode();
  }

  Object copy(byte[] bytes) {
    return bytes.clone();
  }

  Object rows() {
    return new byte[2][];
  }

  Object grid() {
    return new byte[2][2];
  }

  void fail() throws java.io.IOException {}

  void attempt() {
    try {
      fail();
    } catch (java.io.IOException | Error any) {
      return;
    }
  }

  Runnable lambda() {
    return () -> {};
  }
}

final class ForbiddenKeywords {
  private transient byte kept;
  private volatile byte seen;

  native void begin();

  synchronized void work() {}

  void lock() {
    synchronized (this) {
      kept = seen;
    }
  }

  @Override
  protected void finalize() {}
}

final class ForbiddenComputing {
  private static final short LENGTH = Util.makeShort((byte) 1, (byte) 2);

  byte[] allocate() {
    return new byte[1];
  }

  Object draw() {
    return javacard.security.RandomData.getInstance((byte) 1);
  }

  boolean compare(short a, short b) {
    return a - b < LENGTH;
  }

  byte pick(byte[] bytes, short at) {
    return bytes[at + 1];
  }

  short halve(short a, short b) {
    return (short) ((a + b) >> 1);
  }

  byte order(byte[] a, byte[] b) {
    return Util.arrayCompare(a, (short) 0, b, (short) 0, (short) 4);
  }

  boolean below(byte[] a, byte[] b) {
    return Util.arrayCompare(a, (short) 0, b, (short) 0, (short) 4) < 0;
  }
}

abstract class ForbiddenParent {
  public void run() {}
}

interface ForbiddenHidden {}

@interface ForbiddenNote {}

enum ForbiddenWords {}

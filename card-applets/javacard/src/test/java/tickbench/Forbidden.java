// Everything that the subset test must find, in one class.
package tickbench;

final class Forbidden {
  static final String[] VIOLATIONS = {
    "count: type I",
    "allocate: allocates",
    "add: instruction 97",
    "text: class java/lang/String",
    "compare: more than 16 bits compared",
    "pick: more than 16 bits an index",
    "halve: more than 16 bits shifted to the right",
  };

  private int count;

  byte[] allocate() {
    return new byte[1];
  }

  short add(short a) {
    return (short) (a + 1L);
  }

  short text() {
    return (short) "text".length();
  }

  boolean compare(short a, short b) {
    return a - b < 0;
  }

  byte pick(byte[] bytes, short at) {
    return bytes[at + 1];
  }

  short halve(short a, short b) {
    return (short) ((a + b) >> 1);
  }
}

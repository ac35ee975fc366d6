// The applets by name, for the simulator.
package tickbench.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javacard.framework.Applet;
import tickbench.EchoApplet;
import tickbench.HashApplet;
import tickbench.PurseMacApplet;
import tickbench.ProbeApplet;
import tickbench.CafeTickApplet;
import tickbench.PurseMacModuleApplet;
import tickbench.CardSignatureApplet;

final class Applets {
  /** An applet's class and its AID in hexadecimal. */
  static final class Entry {
    final Class<? extends Applet> type;
    final String aid;

    Entry(Class<? extends Applet> type, String aid) {
      this.type = type;
      this.aid = aid;
    }
  }

  private static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();

  static {
    BY_NAME.put("echo", new Entry(EchoApplet.class, Aids.ECHO));
    BY_NAME.put("hash", new Entry(HashApplet.class, Aids.HASH));
    BY_NAME.put("purse-mac", new Entry(PurseMacApplet.class, Aids.PURSE_MAC));
    BY_NAME.put("probe", new Entry(ProbeApplet.class, Aids.PROBE));
    BY_NAME.put("cafe-tick", new Entry(CafeTickApplet.class, Aids.CAFE_TICK));
    BY_NAME.put("purse-mac-module", new Entry(PurseMacModuleApplet.class, Aids.PURSE_MAC_MODULE));
    BY_NAME.put("card-signature", new Entry(CardSignatureApplet.class, Aids.CARD_SIGNATURE));
  }

  private Applets() {}

  static Set<String> names() {
    return BY_NAME.keySet();
  }

  static Entry named(String name) {
    Entry entry = BY_NAME.get(name);
    if (entry == null) throw new IllegalArgumentException(name + " is none of " + names());
    return entry;
  }
}

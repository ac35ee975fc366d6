// The applets by name, for the simulator.
package tickbench.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javacard.framework.Applet;
import tickbench.EchoApplet;
import tickbench.HashApplet;
import tickbench.IepApplet;
import tickbench.ProbeApplet;
import tickbench.PurseApplet;
import tickbench.SamApplet;
import tickbench.SignerApplet;

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
    BY_NAME.put("iep", new Entry(IepApplet.class, Aids.IEP));
    BY_NAME.put("probe", new Entry(ProbeApplet.class, Aids.PROBE));
    BY_NAME.put("purse", new Entry(PurseApplet.class, Aids.PURSE));
    BY_NAME.put("sam", new Entry(SamApplet.class, Aids.SAM));
    BY_NAME.put("signer", new Entry(SignerApplet.class, Aids.SIGNER));
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

// The transient memory of a strict card: what deselection clears adds up over all applets of a package, since they share
// a context and may use each other's arrays; packages take turns, so the largest counts. What reset clears adds up over all.
package tickbench.sim.strict;

import com.licel.jcardsim.base.TransientMemory;
import java.lang.reflect.Array;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javacard.framework.JCSystem;
import javacard.framework.SystemException;

public final class CardRam extends TransientMemory {
  private final Figures figures;
  private final Map<Object, Integer> onDeselect = new HashMap<>();
  private int onReset;
  private final Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
  /** The package that is being installed; null while none is. */
  private Object installing;
  private int[] before;

  CardRam(Figures figures) {
    this.figures = figures;
  }

  /** Bytes cleared on reset, of all packages. */
  public int onReset() {
    return onReset;
  }

  /** Bytes cleared on deselect, of the package that has most. */
  public int onDeselect() {
    return onDeselect.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  boolean holds(Object array) {
    return arrays.contains(array);
  }

  /** An array that is neither an applet's nor kept: the APDU buffer. */
  void share(Object array) {
    arrays.add(array);
  }

  void begin(Object context) {
    installing = context;
    before = new int[] {onReset, onDeselect.getOrDefault(context, 0)};
  }

  /** What a failed installation took is free again. */
  void end(boolean done) {
    if (!done) {
      onReset = before[0];
      onDeselect.put(installing, before[1]);
    }
    installing = null;
  }

  @Override
  protected void storeArray(Object array, byte event) {
    take(Array.getLength(array) * bytesOf(array), event);
    super.storeArray(array, event);
    arrays.add(array);
  }

  /** What does not fit makes the installation fail. */
  void take(int bytes, byte event) {
    if (installing == null) return; // the simulator's own
    if (event == JCSystem.CLEAR_ON_RESET) onReset += bytes;
    else onDeselect.merge(installing, bytes, Integer::sum);
    boolean full = onDeselect() > figures.deselect || onReset + onDeselect() > figures.ram;
    if (full) SystemException.throwIt(SystemException.NO_TRANSIENT_SPACE);
  }

  /** References of 16 bits, as on most cards. */
  private static int bytesOf(Object array) {
    return array instanceof byte[] || array instanceof boolean[] ? 1 : 2;
  }
}

// The RAM that a strict card has given to an applet.
package tickbench;

import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.CardRam;
import tickbench.sim.strict.Figures;

final class TransientNeeds {
  private TransientNeeds() {}

  /** Bytes cleared on reset, bytes cleared on deselect. */
  static int[] of(String applet) {
    CardRam ram = new SimulatedCard(new Setup().strict().figures(Figures.AMPLE), applet).strictly().ram;
    return new int[] {ram.onReset(), ram.onDeselect()};
  }
}

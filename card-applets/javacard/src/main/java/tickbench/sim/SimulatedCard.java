// Applets installed in jCardSim. What jCardSim does otherwise than a card is listed in the guide beside the sources.
package tickbench.sim;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import com.licel.jcardsim.utils.AIDUtil;
import javacard.framework.AID;
import javacard.framework.ISO7816;

public final class SimulatedCard {
  /** Direct convention, T=1, no historical bytes; TA1 names the default rate. */
  private static final byte[] ATR = {0x3b, (byte) 0x80, (byte) 0x81, 0x01, 0x00};

  /** With a runtime of its own: otherwise all cards of a process share their memory. */
  private final Simulator simulator = new Simulator(new SimulatorRuntime());
  private final AID first;

  /** By their names; the first is the default one and selected already. */
  public SimulatedCard(String... applets) {
    simulator.changeProtocol("T=1");
    for (String applet : applets) {
      Applets.Entry entry = Applets.named(applet);
      simulator.installApplet(AIDUtil.create(entry.aid), entry.type);
    }
    first = AIDUtil.create(Applets.named(applets[0]).aid);
    simulator.selectApplet(first);
  }

  public byte[] atr() {
    return ATR.clone();
  }

  /** Transient memory is lost and the default applet selected again. */
  public void reset() {
    simulator.reset();
    simulator.selectApplet(first);
  }

  /** Bytes that jCardSim takes for no command are answered 6700, as by a card. */
  public byte[] transmit(byte[] command) {
    try {
      return simulator.transmitCommand(command);
    } catch (RuntimeException refused) {
      return new byte[] {(byte) (ISO7816.SW_WRONG_LENGTH >> 8), 0x00};
    }
  }
}

// Applets installed in jCardSim, each as a package of its own: on a strict card (package `strict`), or in jCardSim as it is.
// What the simulator does otherwise than a card is listed in the guide beside the sources.
package tickbench.sim;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import com.licel.jcardsim.utils.AIDUtil;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import javacard.framework.AID;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import tickbench.sim.strict.StrictLoader;
import tickbench.sim.strict.StrictRuntime;

public final class SimulatedCard {
  /** Direct convention, no historical bytes: T=1 at the default rate, and T=0, which needs no more said. */
  private static final byte[] ATR_T1 = {0x3b, (byte) 0x80, (byte) 0x81, 0x01, 0x00};
  private static final byte[] ATR_T0 = {0x3b, 0x00};

  private final Setup setup;
  /** With a runtime of its own: otherwise all cards of a process share their memory. */
  private final SimulatorRuntime runtime;
  private final Simulator simulator;
  private final T0 t0 = new T0(this::run);
  private final Map<Class<?>, StrictLoader> packages = new HashMap<>();
  private AID first;

  /** By their names; the first is the default one and selected already. */
  public SimulatedCard(String... applets) {
    this(new Setup(), applets);
  }

  public SimulatedCard(Setup setup, String... applets) {
    this.setup = setup;
    runtime = setup.plain ? new SimulatorRuntime() : new StrictRuntime(setup.figures);
    simulator = new Simulator(runtime);
    simulator.changeProtocol(setup.t0 ? "T=0" : "T=1");
    for (String applet : applets) install(applet, Applets.named(applet).aid);
  }

  /** One instance more, under a name of its own. Throws what the installation throws. */
  public void install(String applet, String aid) {
    install(Applets.named(applet).type, aid);
  }

  public void install(Class<? extends Applet> type, String aid) {
    AID name = AIDUtil.create(aid);
    byte[] parameters = parametersFor(Hex.parse(aid), setup.parameters);
    if (runtime instanceof StrictRuntime) {
      ((StrictRuntime) runtime).install(name, strict(type), parameters);
    } else {
      runtime.loadApplet(name, type);
      runtime.installApplet(name, parameters, (short) 0, (byte) parameters.length);
    }
    if (first != null) return;
    first = name;
    simulator.selectApplet(first);
  }

  private Class<? extends Applet> strict(Class<? extends Applet> type) {
    StrictLoader loader = packages.computeIfAbsent(type, (each) -> new StrictLoader(setup.patch));
    try {
      return loader.loadClass(type.getName()).asSubclass(Applet.class);
    } catch (ClassNotFoundException gone) {
      throw new IllegalStateException(gone);
    }
  }

  /** As INSTALL hands them over: the instance's AID, control information, the applet's own, each behind its length. */
  private static byte[] parametersFor(byte[] aid, byte[] own) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(aid.length);
    out.write(aid, 0, aid.length);
    out.write(0);
    out.write(own.length);
    out.write(own, 0, own.length);
    return out.toByteArray();
  }

  public byte[] atr() {
    return setup.t0 ? ATR_T0.clone() : ATR_T1.clone();
  }

  /** What a strict card knows of itself. */
  public StrictRuntime strictly() {
    return (StrictRuntime) runtime;
  }

  SimulatorRuntime runtime() {
    return runtime;
  }

  /** Transient memory is lost and the default applet selected again. */
  public void reset() {
    t0.reset();
    simulator.reset();
    if (first != null) simulator.selectApplet(first);
  }

  /** Bytes that jCardSim takes for no command are answered 6700, as by a card. Throws `PowerLost`. */
  public byte[] transmit(byte[] command) {
    return setup.t0 ? t0.transmit(command) : run(command);
  }

  private byte[] run(byte[] command) {
    try {
      return simulator.transmitCommand(command);
    } catch (RuntimeException refused) {
      return new byte[] {(byte) (ISO7816.SW_WRONG_LENGTH >> 8), 0x00};
    }
  }
}

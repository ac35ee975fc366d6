// What an applet takes of a card: RAM of both kinds as a strict card gives it, and the algorithms that its sources name.
package tickbench;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.CardRam;
import tickbench.sim.strict.Figures;

final class Needs {
  /** In the order in which they are put on a card that has not room for all. */
  static final List<String> APPLETS = Arrays.asList("cafe-tick", "echo", "hash", "card-signature", "purse-mac", "purse-mac-module", "probe");
  static final byte[] LEAN = {};
  static final byte[] FULL = {Variant.FULL};
  /** Few values in RAM, none stored, echoes of 64 bytes. */
  static final byte[] LEAST = {0, 22, 0, 0, 0, 64};

  final String applet;
  final int onReset;
  final int onDeselect;
  /** The API classes that it gets algorithms from. The probe does without those that are missing. */
  final Set<String> algorithms = new LinkedHashSet<>();

  private Needs(String applet, byte[] parameters) {
    this.applet = applet;
    Setup setup = new Setup().strict().figures(Figures.AMPLE).parameters(parameters).patch(this::collect);
    CardRam ram = new SimulatedCard(setup, applet).strictly().ram;
    onReset = ram.onReset();
    onDeselect = ram.onDeselect();
    if (applet.equals("probe")) algorithms.clear();
  }

  static Needs of(String applet, byte[] parameters) {
    return new Needs(applet, parameters);
  }

  private void collect(ClassNode node) {
    node.methods.forEach((method) -> {
      for (AbstractInsnNode each : method.instructions) {
        if (!(each instanceof MethodInsnNode)) continue;
        MethodInsnNode call = (MethodInsnNode) each;
        if (call.name.equals("getInstance")) algorithms.add(call.owner.substring(call.owner.lastIndexOf('/') + 1));
      }
    });
  }
}

// What kind of card the applets are put on: strict or as jCardSim has it, its protocol and memory, what INSTALL says.
package tickbench.sim;

import java.util.function.Consumer;
import org.objectweb.asm.tree.ClassNode;
import tickbench.sim.strict.Figures;

public final class Setup {
  boolean plain = Boolean.getBoolean("tickbench.plain");
  boolean t0;
  Figures figures = Figures.USUAL;
  byte[] parameters = {};
  Consumer<ClassNode> patch = (node) -> {};

  /** jCardSim as it is: kinder than a card. */
  public Setup plain() {
    plain = true;
    return this;
  }

  /** Whatever the tests run on otherwise. */
  public Setup strict() {
    plain = false;
    return this;
  }

  public Setup t0() {
    t0 = true;
    return this;
  }

  public Setup figures(Figures those) {
    figures = those;
    return this;
  }

  /** What INSTALL says to every applet, after AID and control information. */
  public Setup parameters(byte[] those) {
    parameters = those.clone();
    return this;
  }

  /** What is done to the applets' classes on a strict card: a weakness to be found. */
  public Setup patch(Consumer<ClassNode> that) {
    patch = that;
    return this;
  }
}

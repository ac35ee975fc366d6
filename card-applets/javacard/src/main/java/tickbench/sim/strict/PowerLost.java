package tickbench.sim.strict;

/** The card has no power any more: nothing of the command runs on, and there is no answer. */
public final class PowerLost extends Error {
  private static final long serialVersionUID = 1;
}

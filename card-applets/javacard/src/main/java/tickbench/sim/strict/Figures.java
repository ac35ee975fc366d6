// What a card has, as JCAlgTest asks it: RAM for transient objects, how much of it for those that deselection clears,
// and the most bytes that one transaction can change.
package tickbench.sim.strict;

public final class Figures {
  /** Between the smallest and the largest JCOP4 J3R180 that was measured; the commit buffer of the smallest cards. */
  public static final Figures USUAL = new Figures(3990, 3990, 384);
  /** Nothing is missing: for what is not about memory. */
  public static final Figures AMPLE = new Figures(Short.MAX_VALUE, Short.MAX_VALUE, Short.MAX_VALUE);

  final int ram;
  final int deselect;
  final int commit;

  public Figures(int ram, int deselect, int commit) {
    this.ram = ram;
    this.deselect = deselect;
    this.commit = commit;
  }
}

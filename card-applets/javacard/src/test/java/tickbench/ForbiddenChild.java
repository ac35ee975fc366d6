package tickbench;

public final class ForbiddenChild extends ForbiddenParent {
  public final ForbiddenTypes hidden = null;

  protected ForbiddenChild(ForbiddenUses uses) {}

  protected ForbiddenTypes give() {
    return hidden;
  }
}

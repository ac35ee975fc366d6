package tickbench;

public interface ForbiddenView extends ForbiddenHidden {
  default byte twice() {
    return 2;
  }
}

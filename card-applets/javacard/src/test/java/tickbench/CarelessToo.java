package tickbench;

/** The same in another package: a strict card loads each class that is installed as one. */
public final class CarelessToo extends Careless {
  private CarelessToo() {
    super(false);
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new CarelessToo().register(parameters, (short) (offset + 1), parameters[offset]);
  }
}

package tickbench;

import javacard.framework.APDU;
import javacard.framework.Applet;

public final class ForbiddenApplet extends Applet {
  public static void install(byte[] parameters) {}

  @Override
  public void process(APDU apdu) {}
}

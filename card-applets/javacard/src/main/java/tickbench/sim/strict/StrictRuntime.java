// jCardSim made as strict as the strictest card that is known: what applets may not do on one of them fails here, too. The
// applets' classes come from StrictLoader, so that what jCardSim itself cannot see (writes, comparisons) is seen.
package tickbench.sim.strict;

import com.licel.jcardsim.base.ApduCase;
import com.licel.jcardsim.base.SimulatorRuntime;
import com.licel.jcardsim.base.SimulatorSystem;
import java.lang.reflect.Field;
import javacard.framework.AID;
import javacard.framework.APDU;
import javacard.framework.APDUException;
import javacard.framework.Applet;
import javacard.framework.SystemException;

public final class StrictRuntime extends SimulatorRuntime {
  /** A header, Lc, 255 bytes, Le: jCardSim's own buffer is a byte too short. */
  private static final int BUFFER_BYTES = 261;

  public final CardRam ram;
  final CardMemory memory;
  private boolean installing;
  private boolean hasData;
  private long bytecodes;

  public StrictRuntime(Figures figures) {
    this(new CardRam(figures), figures);
  }

  private StrictRuntime(CardRam ram, Figures figures) {
    super(ram);
    this.ram = ram;
    memory = new CardMemory(figures.commit);
    setBuffer(shortAPDU, new byte[BUFFER_BYTES]);
    ram.share(shortAPDU.getBuffer());
    ram.share(extendedAPDU.getBuffer());
  }

  /** The card whose applet runs. */
  static StrictRuntime running() {
    return (StrictRuntime) SimulatorSystem.instance();
  }

  /** Of all classes that one loader made: one package. What its installation took is given back when it fails. */
  public void install(AID aid, Class<? extends Applet> type, byte[] parameters) {
    loadApplet(aid, type);
    ram.begin(type.getClassLoader());
    installing = true;
    boolean done = false;
    try {
      installApplet(aid, parameters, (short) 0, (byte) parameters.length);
      done = true;
    } finally {
      installing = false;
      ram.end(done);
    }
  }

  @Override
  public byte[] transmitCommand(byte[] command) {
    if (memory.isTorn()) throw new PowerLost();
    ApduCase apduCase = ApduCase.getCase(command);
    hasData = apduCase != ApduCase.Case1 && apduCase != ApduCase.Case2 && apduCase != ApduCase.Case2Extended;
    byte[] answer = super.transmitCommand(command);
    if (memory.isTorn()) throw new PowerLost();
    if (getTransactionDepth() != 0) abortTransaction(); // 7.6: the applet has forgotten it
    return answer;
  }

  /** The power is gone, and comes back: what was not committed never was. */
  @Override
  public void reset() {
    memory.powerUp();
    super.reset();
  }

  @Override
  public void beginTransaction() {
    super.beginTransaction();
    memory.begin();
  }

  @Override
  public void commitTransaction() {
    if (getTransactionDepth() != 0) memory.commit();
    super.commitTransaction();
  }

  @Override
  public void abortTransaction() {
    super.abortTransaction();
    memory.abort();
  }

  @Override
  public short getMaxCommitCapacity() {
    return (short) memory.capacity();
  }

  @Override
  public short getUnusedCommitCapacity() {
    return (short) memory.unused();
  }

  /** The power goes before so many writes more, in the middle of one that no transaction covers. */
  public void cutBefore(int write) {
    memory.cutBefore(write);
  }

  /** Writes of persistent memory so far. */
  public int writes() {
    return memory.writes();
  }

  /** How often the place of memory was written that was written most. */
  public int mostWritten() {
    return memory.mostWritten();
  }

  /** Bytecodes that applets have run so far. */
  public long bytecodes() {
    return bytecodes;
  }

  void count(int run) {
    bytecodes += run;
  }

  /** Objects are made at installation, and never where a transaction could be aborted (7.6.3). */
  void requireAllocating() {
    if (!installing || getTransactionDepth() != 0) SystemException.throwIt(SystemException.NO_RESOURCE);
  }

  /** Only commands with data may be received (APDU, setIncomingAndReceive). */
  void requireData() {
    if (!hasData) APDUException.throwIt(APDUException.IO_ERROR);
  }

  /** Whether a change of this array outlives the power. What an installation writes is whole or never was. */
  boolean keeps(Object array) {
    return !installing && !ram.holds(array);
  }

  boolean isInstalling() {
    return installing;
  }

  private static void setBuffer(APDU apdu, byte[] buffer) {
    try {
      Field field = APDU.class.getDeclaredField("buffer");
      field.setAccessible(true);
      field.set(apdu, buffer);
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("another jCardSim than this was made for", other);
    }
  }
}

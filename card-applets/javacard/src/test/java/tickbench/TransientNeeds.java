// Adds up the transient arrays that jCardSim keeps for an applet, beyond those that it makes for itself.
package tickbench;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import com.licel.jcardsim.base.TransientMemory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.List;
import tickbench.sim.SimulatedCard;

final class TransientNeeds {
  private TransientNeeds() {}

  /** Bytes cleared on reset, bytes cleared on deselect. */
  static int[] of(SimulatedCard card) throws ReflectiveOperationException {
    TransientMemory empty = memoryOf(new Simulator(new SimulatorRuntime()));
    TransientMemory used = memoryOf((Simulator) get(SimulatedCard.class, "simulator", card));
    return new int[] {
      bytes(used, "clearOnReset") - bytes(empty, "clearOnReset"),
      bytes(used, "clearOnDeselect") - bytes(empty, "clearOnDeselect"),
    };
  }

  private static TransientMemory memoryOf(Simulator simulator) throws ReflectiveOperationException {
    return ((SimulatorRuntime) get(Simulator.class, "runtime", simulator)).getTransientMemory();
  }

  private static int bytes(TransientMemory memory, String list) throws ReflectiveOperationException {
    int bytes = 0;
    for (Object array : (List<?>) get(TransientMemory.class, list, memory)) {
      bytes += Array.getLength(array) * (array instanceof short[] ? 2 : 1);
    }
    return bytes;
  }

  private static Object get(Class<?> type, String name, Object from) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(from);
  }
}

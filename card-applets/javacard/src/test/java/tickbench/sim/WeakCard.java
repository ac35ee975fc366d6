// A strict card whose applets have a weakness that real ones had or could have: the conversations must find each.
package tickbench.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

public final class WeakCard {
  private static final Map<String, Consumer<ClassNode>> WEAKNESSES = new LinkedHashMap<>();

  static {
    WEAKNESSES.put("ordersByArrayCompare", in("Num", "compare", WeakCard::compareByApi));
    WEAKNESSES.put("receivesAlways", in("CommandTable", "takesData", WeakCard::returnTrue)
        .andThen(in("BaseApplet", "receive", (method) -> method.tryCatchBlocks.clear())));
    WEAKNESSES.put("allocatesLate", in("Fields", "begin", WeakCard::allocate));
    WEAKNESSES.put("forgetsToCommit", in("CafeTickAccount", "commitLogged", WeakCard::dropCommit));
  }

  private WeakCard() {}

  /** Arguments: the weakness, then as for VirtualCard. */
  public static void main(String[] arguments) throws InterruptedException {
    Consumer<ClassNode> weakness = WEAKNESSES.get(arguments[0]);
    if (weakness == null) throw new IllegalArgumentException(arguments[0] + " is none of " + WEAKNESSES.keySet());
    VirtualCard.join(new SimulatedCard(new Setup().strict().patch(weakness), arguments[1].split(",")), arguments[2]);
  }

  private static Consumer<ClassNode> in(String type, String name, Consumer<MethodNode> change) {
    return (node) -> {
      if (!node.name.equals("tickbench/" + type)) return;
      for (MethodNode method : node.methods) if (method.name.equals(name)) change.accept(method);
    };
  }

  /** Whatever its arguments, the last of which is the length or is missing: then it is four. */
  private static void compareByApi(MethodNode method) {
    InsnList code = new InsnList();
    for (int at = 0; at < 4; at++) code.add(new VarInsnNode(at % 2 == 0 ? Opcodes.ALOAD : Opcodes.ILOAD, at));
    code.add(method.desc.equals("([BS[BSS)B") ? new VarInsnNode(Opcodes.ILOAD, 4) : new InsnNode(Opcodes.ICONST_4));
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, "javacard/framework/Util", "arrayCompare", "([BS[BSS)B", false));
    code.add(new InsnNode(Opcodes.IRETURN));
    replace(method, code);
  }

  private static void returnTrue(MethodNode method) {
    InsnList code = new InsnList();
    code.add(new InsnNode(Opcodes.ICONST_1));
    code.add(new InsnNode(Opcodes.IRETURN));
    replace(method, code);
  }

  private static void replace(MethodNode method, InsnList code) {
    method.instructions.clear();
    method.instructions.add(code);
    method.tryCatchBlocks.clear();
    method.localVariables = null;
  }

  private static void allocate(MethodNode method) {
    InsnList code = new InsnList();
    code.add(new InsnNode(Opcodes.ICONST_1));
    code.add(new org.objectweb.asm.tree.IntInsnNode(Opcodes.NEWARRAY, Opcodes.T_BYTE));
    code.add(new InsnNode(Opcodes.POP));
    method.instructions.insert(code);
  }

  private static void dropCommit(MethodNode method) {
    for (AbstractInsnNode each : method.instructions.toArray()) {
      boolean commits = each instanceof MethodInsnNode && ((MethodInsnNode) each).name.equals("commitTransaction");
      if (commits) method.instructions.remove(each);
    }
  }
}

// Puts StrictApi into the code of a method: calls of the API, writes to arrays and fields, allocations; and counts its
// instructions, which are about as many bytecodes of a card.
package tickbench.sim.strict;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

final class StrictCode {
  private static final String API = Type.getInternalName(StrictApi.class);
  private static final String REPLACED = "arrayCompare|arrayCopy|arrayCopyNonAtomic|arrayFillNonAtomic|setShort|buildKey";
  private static final String ALLOCATES = "getInstance|buildKey|makeTransient\\w+Array|makeGlobalArray";

  private StrictCode() {}

  static void rewrite(MethodNode method) {
    if (method.name.equals("<clinit>")) return; // done when the package is loaded
    boolean constructs = method.name.equals("<init>");
    countBlocks(method.instructions);
    for (AbstractInsnNode each : method.instructions.toArray()) {
      if (allocates(each)) putBeside(method.instructions, each, call("allocating", "()V"));
      if (each instanceof MethodInsnNode) replaceCall(method.instructions, (MethodInsnNode) each);
      else replaceStore(method.instructions, each, constructs);
    }
  }

  private static boolean allocates(AbstractInsnNode each) {
    int opcode = each.getOpcode();
    if (opcode == Opcodes.NEW || opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) return true;
    if (!(each instanceof MethodInsnNode)) return false;
    MethodInsnNode made = (MethodInsnNode) each;
    return made.owner.startsWith("javacard") && made.name.matches(ALLOCATES);
  }

  private static void replaceCall(InsnList code, MethodInsnNode each) {
    boolean replaced = each.getOpcode() == Opcodes.INVOKESTATIC
        && (each.owner.equals("javacard/framework/Util") || each.owner.equals("javacard/security/KeyBuilder"))
        && each.name.matches(REPLACED);
    if (replaced) code.set(each, call(each.name, each.desc));
    if (each.name.equals("setIncomingAndReceive")) code.set(each, call(each.name, "(Ljavacard/framework/APDU;)S"));
  }

  /** In a constructor fields are new, and its object cannot be handed out yet. */
  private static void replaceStore(InsnList code, AbstractInsnNode each, boolean constructs) {
    switch (each.getOpcode()) {
      case Opcodes.BASTORE:
      case Opcodes.SASTORE:
        code.set(each, call("store", "(Ljava/lang/Object;II)V"));
        break;
      case Opcodes.AASTORE:
        code.set(each, call("storeReference", "([Ljava/lang/Object;ILjava/lang/Object;)V"));
        break;
      case Opcodes.PUTFIELD:
        if (constructs) return;
        code.insertBefore(each, new InsnNode(Opcodes.DUP2));
        code.insertBefore(each, new InsnNode(Opcodes.POP));
        code.insertBefore(each, new LdcInsnNode(((FieldInsnNode) each).name));
        code.insertBefore(each, call("beforePut", "(Ljava/lang/Object;Ljava/lang/String;)V"));
        break;
      default:
    }
  }

  /** A block ends at a jump and before a label. Done first, so that what is put in counts for nothing. */
  private static void countBlocks(InsnList code) {
    AbstractInsnNode first = null;
    int length = 0;
    for (AbstractInsnNode each : code.toArray()) {
      if (each instanceof LabelNode) {
        countBlock(code, first, length);
        first = null;
        length = 0;
      } else if (each.getOpcode() >= 0) {
        if (first == null) first = each;
        if (each.getOpcode() != Opcodes.I2S) length++; // shorts need none on a card
        if (each instanceof JumpInsnNode) {
          countBlock(code, first, length);
          first = null;
          length = 0;
        }
      }
    }
    countBlock(code, first, length);
  }

  private static void countBlock(InsnList code, AbstractInsnNode first, int length) {
    if (first == null) return;
    InsnList counting = new InsnList();
    counting.add(new LdcInsnNode(length));
    counting.add(call("count", "(I)V"));
    if (first.getOpcode() == Opcodes.NEW) code.insert(first, counting);
    else code.insertBefore(first, counting);
  }

  /** Before the instruction; behind it where it makes an object, whose frames name the place right before it. */
  private static void putBeside(InsnList code, AbstractInsnNode each, AbstractInsnNode call) {
    if (each.getOpcode() == Opcodes.NEW) code.insert(each, call);
    else code.insertBefore(each, call);
  }

  private static MethodInsnNode call(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, API, name, descriptor, false);
  }
}

// The same for the code of one method: what it uses, where it allocates, how it compares, how long it is.
package tickbench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.util.Printer;

final class CodeRules {
  /** 2.2.4.4: local variables with the arguments, and instructions, none of which is longer than four bytes here. */
  private static final int MOST_LOCALS = 255;
  private static final int MOST_INSTRUCTIONS = 32_767 / 4;

  private static final Pattern CLASSES = Pattern.compile("javacardx?/.*|tickbench/\\w+|java/lang/Object|\\[[BSZ]");
  /** 2.2.2: what of java.lang may be thrown and caught. */
  private static final Pattern THROWN = Pattern.compile("javacardx?/.*|java/lang/(Throwable|Exception|RuntimeException|SecurityException"
      + "|(Arithmetic|ArrayIndexOutOfBounds|ArrayStore|ClassCast|IndexOutOfBounds|NegativeArraySize|NullPointer)Exception)");
  /** What gives memory to its caller. */
  private static final Pattern ALLOCATES =
      Pattern.compile(".*\\.(getInstance|buildKey|makeTransient\\w+Array|makeGlobalArray)");
  /** 2.2.1.3: a static field is given a constant or an array of constants, and nothing is computed for it. */
  private static final Pattern INITIALISES = Pattern.compile("[ISBN].*CONST.*|[BS]IPUSH|LDC|DUP|NEWARRAY|[BS]ASTORE|PUTSTATIC|RETURN");

  private final MethodNode method;
  private final List<String> found = new ArrayList<>();

  private CodeRules(MethodNode method) {
    this.method = method;
  }

  static List<String> violations(String owner, MethodNode method) throws AnalyzerException {
    CodeRules rules = new CodeRules(method);
    for (AbstractInsnNode each : method.instructions) rules.checkInstruction(each);
    for (TryCatchBlockNode each : method.tryCatchBlocks) rules.checkThrown(each.type);
    for (String each : method.exceptions) rules.checkThrown(each);
    if (method.localVariables != null) for (LocalVariableNode each : method.localVariables) rules.checkLocal(each);
    if (method.maxLocals > MOST_LOCALS) rules.add(method.maxLocals + " local variables");
    if (method.instructions.size() > MOST_INSTRUCTIONS) rules.add(method.instructions.size() + " instructions");
    rules.found.addAll(IntermediateValues.violations(owner, method));
    return rules.found;
  }

  private void checkInstruction(AbstractInsnNode each) {
    int opcode = each.getOpcode();
    if (opcode < 0) return;
    String name = Printer.OPCODES[opcode];
    if (isForbidden(opcode)) add("instruction " + opcode);
    if (method.name.equals("<clinit>") && !INITIALISES.matcher(name).matches()) add("computes with " + name);
    if (each instanceof TypeInsnNode) checkType((TypeInsnNode) each);
    if (each instanceof FieldInsnNode) checkClass(((FieldInsnNode) each).owner);
    if (each instanceof MethodInsnNode) checkCall((MethodInsnNode) each);
    if (each instanceof LdcInsnNode && !(((LdcInsnNode) each).cst instanceof Integer)) add("constant " + ((LdcInsnNode) each).cst);
    boolean mayAllocate = method.name.equals("<init>") || method.name.equals("<clinit>") || method.name.equals("install");
    if (!mayAllocate && allocates(each)) add("allocates");
  }

  private void checkType(TypeInsnNode each) {
    boolean ofArrays = each.getOpcode() == Opcodes.ANEWARRAY && each.desc.startsWith("[");
    if (ofArrays) add("array of arrays");
    else checkClass(each.desc);
  }

  private void checkCall(MethodInsnNode call) {
    checkClass(call.owner);
    boolean ofObject = call.owner.equals("java/lang/Object") || call.owner.startsWith("[");
    if (ofObject && !call.name.equals("<init>") && !call.name.equals("equals")) add("Object has no " + call.name);
    if (call.name.equals("arrayCompare") && !testsEquality(call.getNext())) add("order by arrayCompare");
  }

  /** Whether the next instruction asks for zero and nothing else. */
  private static boolean testsEquality(AbstractInsnNode next) {
    return next != null && (next.getOpcode() == Opcodes.IFEQ || next.getOpcode() == Opcodes.IFNE);
  }

  private void checkClass(String name) {
    if (!CLASSES.matcher(name).matches()) add("class " + name);
  }

  private void checkThrown(String type) {
    if (type != null && !THROWN.matcher(type).matches()) add("throws " + type);
  }

  private void checkLocal(LocalVariableNode local) {
    if (local.desc.matches("\\[*[IJFDC]|\\[\\[.*")) add("variable " + local.name + " of type " + local.desc);
  }

  /** int arrays, char, monitors, arrays of arrays, invokedynamic, long, float and double. */
  private static boolean isForbidden(int opcode) {
    switch (opcode) {
      case Opcodes.IALOAD:
      case Opcodes.IASTORE:
      case Opcodes.I2C:
      case Opcodes.MONITORENTER:
      case Opcodes.MONITOREXIT:
      case Opcodes.MULTIANEWARRAY:
      case Opcodes.INVOKEDYNAMIC:
        return true;
      default:
        return Printer.OPCODES[opcode]
            .matches("[LFD](CONST|LOAD|STORE|ADD|SUB|MUL|DIV|REM|NEG|CMP|ALOAD|ASTORE).*|.2[LFD]|[LFD]2.");
    }
  }

  private static boolean allocates(AbstractInsnNode each) {
    int opcode = each.getOpcode();
    if (opcode == Opcodes.NEW || opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) return true;
    if (!(each instanceof MethodInsnNode)) return false;
    MethodInsnNode call = (MethodInsnNode) each;
    return ALLOCATES.matcher(call.owner + "." + call.name).matches();
  }

  private void add(String what) {
    found.add(method.name + ": " + what);
  }
}

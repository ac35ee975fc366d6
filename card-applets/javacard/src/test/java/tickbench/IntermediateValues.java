// Where a value that may be wider than 16 bits is used by an operation that sees its upper half: without int a card
// computes in short, and the result would be another one than here (Java Card 3.0.4, virtual machine, 2.2.3.1). A sum
// that is cast to short is none: its lower half is the same.
package tickbench;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

final class IntermediateValues extends BasicInterpreter {
  private static final BasicValue WIDE = new BasicValue(Type.INT_TYPE) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  };

  private final List<String> found = new ArrayList<>();
  private final String method;

  private IntermediateValues(String method) {
    super(ASM7);
    this.method = method;
  }

  static List<String> violations(String owner, MethodNode method) throws AnalyzerException {
    IntermediateValues interpreter = new IntermediateValues(method.name);
    new Analyzer<>(interpreter).analyze(owner, method);
    return interpreter.found;
  }

  @Override
  public BasicValue newOperation(AbstractInsnNode node) throws AnalyzerException {
    Integer constant = constantOf(node);
    return constant != null && constant != constant.shortValue() ? WIDE : super.newOperation(node);
  }

  @Override
  public BasicValue copyOperation(AbstractInsnNode node, BasicValue value) {
    return value;
  }

  @Override
  public BasicValue unaryOperation(AbstractInsnNode node, BasicValue value) throws AnalyzerException {
    int opcode = node.getOpcode();
    if (opcode == Opcodes.INEG) return WIDE;
    boolean compares = opcode >= Opcodes.IFEQ && opcode <= Opcodes.IFLE;
    if (compares || opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH) refuse(value, "compared");
    return super.unaryOperation(node, value);
  }

  @Override
  public BasicValue binaryOperation(AbstractInsnNode node, BasicValue a, BasicValue b) throws AnalyzerException {
    switch (node.getOpcode()) {
      case Opcodes.IADD:
      case Opcodes.ISUB:
      case Opcodes.IMUL:
      case Opcodes.ISHL:
        return WIDE;
      case Opcodes.IAND:
      case Opcodes.IOR:
      case Opcodes.IXOR:
        return a == WIDE || b == WIDE ? WIDE : super.binaryOperation(node, a, b);
      case Opcodes.IDIV:
      case Opcodes.IREM:
        refuse(a, "divided");
        refuse(b, "divided");
        break;
      case Opcodes.ISHR:
      case Opcodes.IUSHR:
        refuse(a, "shifted to the right");
        break;
      case Opcodes.BALOAD:
      case Opcodes.SALOAD:
      case Opcodes.AALOAD:
        refuse(b, "an index");
        break;
      default:
        if (node.getOpcode() >= Opcodes.IF_ICMPEQ && node.getOpcode() <= Opcodes.IF_ICMPLE) {
          refuse(a, "compared");
          refuse(b, "compared");
        }
    }
    return super.binaryOperation(node, a, b);
  }

  @Override
  public BasicValue ternaryOperation(AbstractInsnNode node, BasicValue array, BasicValue index, BasicValue value)
      throws AnalyzerException {
    refuse(index, "an index");
    return super.ternaryOperation(node, array, index, value);
  }

  @Override
  public BasicValue merge(BasicValue a, BasicValue b) {
    return a == WIDE || b == WIDE ? WIDE : super.merge(a, b);
  }

  private void refuse(BasicValue value, String how) {
    if (value == WIDE) found.add(method + ": more than 16 bits " + how);
  }

  private static Integer constantOf(AbstractInsnNode node) {
    if (node instanceof IntInsnNode && node.getOpcode() != Opcodes.NEWARRAY) return ((IntInsnNode) node).operand;
    Object constant = node instanceof LdcInsnNode ? ((LdcInsnNode) node).cst : null;
    return constant instanceof Integer ? (Integer) constant : null;
  }
}

// What a converter for Java Card 3.0.4 without int would refuse, and what the card would run out of memory for, looked
// for in the compiled classes: the types, the classes and the instructions that they use, and where they allocate.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

final class SubsetTest {
  private static final Pattern TYPES = Pattern.compile("V|\\[?[BSZ]|\\[?Ljavacardx?/[\\w/]+;|\\[?Ltickbench/\\w+;");
  private static final Pattern CLASSES = Pattern.compile("javacardx?/.*|tickbench/\\w+|java/lang/Object");
  /** What gives memory to its caller. */
  private static final Pattern ALLOCATES =
      Pattern.compile(".*\\.(getInstance|buildKey|makeTransient\\w+Array|makeGlobalArray)");

  static Stream<File> classes() {
    File[] files = new File("target/classes/tickbench").listFiles((folder, name) -> name.endsWith(".class"));
    return Arrays.stream(files == null ? new File[0] : files).sorted();
  }

  @Test
  void classesAreThere() {
    assertTrue(classes().count() > 20);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void staysInTheSubset(File file) throws IOException, AnalyzerException {
    assertEquals(Collections.emptyList(), violations(Files.readAllBytes(file.toPath())));
  }

  @Test
  void findsWhatIsForbidden() throws IOException, AnalyzerException {
    File file = new File("target/test-classes/tickbench/Forbidden.class");
    List<String> found = violations(Files.readAllBytes(file.toPath()));
    for (String expected : Forbidden.VIOLATIONS) assertTrue(found.contains(expected), expected + " in " + found);
  }

  static List<String> violations(byte[] bytes) throws AnalyzerException {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    List<String> found = new ArrayList<>();
    for (FieldNode field : node.fields) checkType(found, field.name, field.desc);
    for (MethodNode method : node.methods) {
      checkDescriptor(found, method.name, method.desc);
      for (AbstractInsnNode each : method.instructions) checkInstruction(found, method.name, each);
      found.addAll(IntermediateValues.violations(node.name, method));
    }
    return found;
  }

  private static void checkType(List<String> found, String where, String type) {
    if (!TYPES.matcher(type).matches()) found.add(where + ": type " + type);
  }

  private static void checkDescriptor(List<String> found, String where, String descriptor) {
    for (org.objectweb.asm.Type type : org.objectweb.asm.Type.getArgumentTypes(descriptor)) {
      checkType(found, where, type.getDescriptor());
    }
    checkType(found, where, org.objectweb.asm.Type.getReturnType(descriptor).getDescriptor());
  }

  private static void checkInstruction(List<String> found, String method, AbstractInsnNode each) {
    int opcode = each.getOpcode();
    if (isForbidden(opcode)) found.add(method + ": instruction " + opcode);
    if (each instanceof TypeInsnNode) checkClass(found, method, ((TypeInsnNode) each).desc);
    if (each instanceof FieldInsnNode) checkClass(found, method, ((FieldInsnNode) each).owner);
    if (each instanceof MethodInsnNode) checkClass(found, method, ((MethodInsnNode) each).owner);
    boolean mayAllocate = method.equals("<init>") || method.equals("<clinit>") || method.equals("install");
    if (!mayAllocate && allocates(each)) found.add(method + ": allocates");
  }

  private static void checkClass(List<String> found, String method, String name) {
    if (!CLASSES.matcher(name).matches()) found.add(method + ": class " + name);
  }

  /** long, float, double, int arrays, monitors, arrays of arrays, invokedynamic. */
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
        return isWide(opcode);
    }
  }

  private static boolean isWide(int opcode) {
    String[] names = org.objectweb.asm.util.Printer.OPCODES;
    return opcode >= 0 && names[opcode].matches("[LFD](CONST|LOAD|STORE|ADD|SUB|MUL|DIV|REM|NEG|CMP|ALOAD|ASTORE).*|.2[LFD]|[LFD]2.");
  }

  private static boolean allocates(AbstractInsnNode each) {
    int opcode = each.getOpcode();
    if (opcode == Opcodes.NEW || opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) return true;
    if (!(each instanceof MethodInsnNode)) return false;
    MethodInsnNode call = (MethodInsnNode) each;
    return ALLOCATES.matcher(call.owner + "." + call.name).matches();
  }
}

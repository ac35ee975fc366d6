// What a converter for Java Card 3.0.4 without int would refuse, and what the card would run out of memory for, looked
// for in the compiled classes; and every rule finds what is planted against it.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

final class SubsetTest {
  private static final String CLASSES = "target/classes/tickbench";
  private static final String PLANTED = "target/test-classes/tickbench";

  static Stream<File> classes() {
    File[] files = new File(CLASSES).listFiles((folder, name) -> name.endsWith(".class"));
    return Arrays.stream(files == null ? new File[0] : files).sorted();
  }

  @Test
  void onePackageHoldsThem() throws IOException {
    long handlers = 0;
    for (File file : (Iterable<File>) classes()::iterator) {
      for (MethodNode method : read(file).methods) handlers += method.tryCatchBlocks.size();
    }
    assertTrue(classes().count() > 20 && classes().count() <= SubsetRules.MOST_CLASSES);
    assertTrue(handlers <= SubsetRules.MOST_HANDLERS);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void staysInTheSubset(File file) throws IOException, AnalyzerException {
    assertEquals(Collections.emptyList(), violations(read(file)));
  }

  /** The planted classes by their names, with what must be found in each; that no rule finds more, the sources show. */
  static Stream<Object[]> planted() {
    return Forbidden.VIOLATIONS.entrySet().stream().map((each) -> new Object[] {each.getKey(), each.getValue()});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("planted")
  void findsWhatIsForbidden(String name, List<String> expected) throws IOException, AnalyzerException {
    List<String> found = violations(read(new File(PLANTED, name + ".class")));
    for (String each : expected) assertTrue(found.contains(each), each + " in " + found);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "15, interfaces, false", "16, interfaces, true", "255, fields, false", "256, fields, true",
    "256, static fields, false", "257, static fields, true", "256, static methods, false", "257, static methods, true",
    "128, virtual methods, false", "129, virtual methods, true", "255, local variables, false",
    "256, local variables, true", "8191, instructions, false", "8192, instructions, true",
  })
  void keepsToTheLimits(int number, String what, boolean tooMany) throws AnalyzerException {
    boolean found = violations(with(number, what)).stream().anyMatch((each) -> each.endsWith(": " + number + " " + what));
    assertEquals(tooMany, found);
  }

  private static ClassNode with(int number, String what) {
    ClassNode node = new ClassNode();
    node.name = "tickbench/Much";
    node.superName = "java/lang/Object";
    MethodNode method = method("only", Opcodes.ACC_STATIC);
    if (what.equals("local variables")) method.maxLocals = number;
    if (what.equals("instructions")) {
      method.instructions.clear();
      for (int at = 0; at < number; at++) method.instructions.add(new InsnNode(at + 1 == number ? Opcodes.RETURN : Opcodes.NOP));
    }
    if (what.equals("local variables") || what.equals("instructions")) node.methods.add(method);
    for (int at = 0; at < number; at++) {
      if (what.equals("interfaces")) node.interfaces.add("tickbench/I" + at);
      int isStatic = what.startsWith("static") ? Opcodes.ACC_STATIC : 0;
      if (what.endsWith("fields")) node.fields.add(new FieldNode(isStatic, "f" + at, "B", null, null));
      if (what.endsWith("methods")) node.methods.add(method("m" + at, isStatic));
    }
    return node;
  }

  private static MethodNode method(String name, int access) {
    MethodNode method = new MethodNode(access, name, "()V", null, null);
    method.instructions.add(new InsnNode(Opcodes.RETURN));
    method.maxLocals = 1;
    return method;
  }

  private static List<String> violations(ClassNode node) throws AnalyzerException {
    return SubsetRules.violations(node, SubsetTest::named);
  }

  /** A class of ours by its internal name, or a planted one; null for those of the platform. */
  private static ClassNode named(String name) {
    String simple = name.substring(name.lastIndexOf('/') + 1) + ".class";
    if (!name.startsWith("tickbench/")) return null;
    try {
      File own = new File(CLASSES, simple);
      File file = own.exists() ? own : new File(PLANTED, simple);
      return file.exists() ? read(file) : null;
    } catch (IOException unread) {
      throw new IllegalStateException(unread);
    }
  }

  private static ClassNode read(File file) throws IOException {
    ClassNode node = new ClassNode();
    new ClassReader(Files.readAllBytes(file.toPath())).accept(node, 0);
    return node;
  }
}

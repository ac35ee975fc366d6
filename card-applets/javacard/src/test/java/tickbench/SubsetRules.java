// The rules of the Java Card language subset (virtual machine specification 3.0.4, chapter 2) that a Java compiler does
// not check, looked for in one class: visibility, keywords, types, and the limits of 2.2.4. Its code is CodeRules' business.
package tickbench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;

final class SubsetRules {
  /** 2.2.4.1: of one package. */
  static final int MOST_CLASSES = 255;
  static final int MOST_HANDLERS = 255;
  /** 2.2.4.2 and 2.2.4.3: of one class. */
  private static final int MOST_INTERFACES = 15;
  private static final int MOST_FIELDS = 255;
  private static final int MOST_STATICS = 256;
  private static final int MOST_VIRTUALS = 128;

  private static final Pattern TYPES = Pattern.compile("V|\\[?[BSZ]|\\[?Ljavacardx?/[\\w/]+;|\\[?Ltickbench/\\w+;|\\[?Ljava/lang/Object;");
  private static final int EXPOSED = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

  private final ClassNode node;
  /** The other classes of the package, by their names; null for one of another package. */
  private final Function<String, ClassNode> others;
  private final List<String> found = new ArrayList<>();

  private SubsetRules(ClassNode node, Function<String, ClassNode> others) {
    this.node = node;
    this.others = others;
  }

  static List<String> violations(ClassNode node, Function<String, ClassNode> others) throws AnalyzerException {
    SubsetRules rules = new SubsetRules(node, others);
    rules.checkClass();
    for (FieldNode field : node.fields) rules.checkField(field);
    for (MethodNode method : node.methods) rules.checkMethod(method);
    rules.checkLimits();
    return rules.found;
  }

  private void checkClass() {
    boolean isInterface = is(node.access, Opcodes.ACC_INTERFACE);
    if (is(node.access, Opcodes.ACC_ENUM)) found.add("class: enum");
    if (is(node.access, Opcodes.ACC_ANNOTATION)) found.add("class: annotation");
    ClassNode parent = others.apply(node.superName);
    if (is(node.access, Opcodes.ACC_PUBLIC)) {
      if (parent != null && isHidden(parent) && exposes(parent)) found.add("class: package-visible superclass exposes methods");
      for (String each : node.interfaces) {
        ClassNode other = others.apply(each);
        if (isInterface && other != null && isHidden(other)) found.add("class: package-visible superinterface");
      }
    }
    if (!is(node.access, Opcodes.ACC_ABSTRACT) && isApplet(node)) checkApplet();
  }

  private static boolean isHidden(ClassNode node) {
    return !is(node.access, Opcodes.ACC_PUBLIC);
  }

  private static boolean exposes(ClassNode node) {
    return node.methods.stream().anyMatch((each) -> !each.name.startsWith("<") && (each.access & EXPOSED) != 0);
  }

  private boolean isApplet(ClassNode each) {
    if (each == null) return false;
    return each.superName.equals("javacard/framework/Applet") || isApplet(others.apply(each.superName));
  }

  private void checkApplet() {
    int wanted = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
    boolean installs = node.methods.stream()
        .anyMatch((each) -> each.name.equals("install") && each.desc.equals("([BSB)V") && (each.access & wanted) == wanted);
    if (!installs) found.add("class: applet without public static install");
  }

  private void checkField(FieldNode field) {
    checkType(field.name, field.desc);
    checkShown(field.name, field.access, Type.getType(field.desc));
    if (is(field.access, Opcodes.ACC_TRANSIENT)) found.add(field.name + ": transient");
    if (is(field.access, Opcodes.ACC_VOLATILE)) found.add(field.name + ": volatile");
  }

  private void checkMethod(MethodNode method) throws AnalyzerException {
    for (Type type : Type.getArgumentTypes(method.desc)) checkType(method.name, type.getDescriptor());
    checkType(method.name, Type.getReturnType(method.desc).getDescriptor());
    checkShown(method.name, method.access, Type.getArgumentTypes(method.desc));
    checkShown(method.name, method.access, Type.getReturnType(method.desc));
    if (is(method.access, Opcodes.ACC_NATIVE)) found.add(method.name + ": native");
    if (is(method.access, Opcodes.ACC_SYNCHRONIZED)) found.add(method.name + ": synchronized");
    if (is(method.access, Opcodes.ACC_VARARGS)) found.add(method.name + ": varargs");
    if (method.name.equals("finalize") && method.desc.equals("()V")) found.add("finalize: never called");
    boolean hasBody = !is(method.access, Opcodes.ACC_ABSTRACT) && !method.name.equals("<clinit>");
    if (is(node.access, Opcodes.ACC_INTERFACE) && hasBody) found.add(method.name + ": body in an interface");
    found.addAll(CodeRules.violations(node.name, method));
  }

  /** What a public class shows to other packages may name no type that they cannot see. */
  private void checkShown(String name, int access, Type... types) {
    boolean shown = is(node.access, Opcodes.ACC_PUBLIC) && (access & EXPOSED) != 0;
    for (Type type : types) {
      ClassNode named = type.getSort() == Type.OBJECT ? others.apply(type.getInternalName()) : null;
      if (shown && named != null && isHidden(named)) found.add(name + ": shows package-visible " + type.getClassName());
    }
  }

  private void checkType(String where, String type) {
    if (!TYPES.matcher(type).matches()) found.add(where + ": type " + type);
  }

  private void checkLimits() {
    limit("interfaces", node.interfaces.size(), MOST_INTERFACES);
    limit("fields", count(node.fields.stream().filter((each) -> !is(each.access, Opcodes.ACC_STATIC))), MOST_FIELDS);
    limit("static fields", count(node.fields.stream().filter((each) -> is(each.access, Opcodes.ACC_STATIC))), MOST_STATICS);
    limit("static methods", count(node.methods.stream().filter((each) -> is(each.access, Opcodes.ACC_STATIC))), MOST_STATICS);
    limit("virtual methods", virtuals(node), MOST_VIRTUALS);
  }

  private int virtuals(ClassNode each) {
    if (each == null) return 0;
    return virtuals(others.apply(each.superName))
        + count(each.methods.stream().filter((method) -> !is(method.access, Opcodes.ACC_STATIC) && !method.name.startsWith("<")));
  }

  private static int count(java.util.stream.Stream<?> stream) {
    return (int) stream.count();
  }

  private void limit(String what, int found, int most) {
    if (found > most) this.found.add("class: " + found + " " + what);
  }

  private static boolean is(int access, int flag) {
    return (access & flag) != 0;
  }
}

// The classes of one applet for a converter: those that it needs and no others, in the class file format of Java 1.2, which
// every converter reads, whatever JDK has compiled them. Frames are not part of that format, and nothing else differs.
package tickbench.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

public final class CapClasses {
  private static final String OURS = "tickbench/\\w+";

  private CapClasses() {}

  /** Arguments: the applet's class, and the folder for `tickbench/*.class`. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Paths.get(arguments[1], "tickbench");
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> each : of("tickbench/" + arguments[0]).entrySet()) {
      Files.write(folder.resolve(each.getKey().substring("tickbench/".length()) + ".class"), each.getValue());
    }
  }

  /** By their internal names. */
  static Map<String, byte[]> of(String applet) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    Deque<String> wanted = new ArrayDeque<>();
    wanted.add(applet);
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      if (!classes.containsKey(name)) classes.put(name, converted(name, wanted));
    }
    return classes;
  }

  /** Adds the classes of ours that it names to `named`. */
  private static byte[] converted(String name, Deque<String> named) throws IOException {
    try (InputStream in = CapClasses.class.getResourceAsStream("/" + name + ".class")) {
      if (in == null) throw new IOException("no class " + name);
      ClassWriter writer = new ClassWriter(0);
      Remapper collector = new Remapper() {
        @Override
        public String map(String each) {
          if (each.matches(OURS)) named.add(each);
          return each;
        }
      };
      new ClassReader(in).accept(new ClassRemapper(Opcodes.ASM7, writer, collector) {
        @Override
        public void visit(int version, int access, String self, String signature, String parent, String[] interfaces) {
          super.visit(Opcodes.V1_2, access, self, signature, parent, interfaces);
        }
      }, ClassReader.SKIP_FRAMES);
      return writer.toByteArray();
    }
  }
}

// Loads one package of applets for a strict card: the classes of `tickbench`, with StrictApi in their code. Each card and
// each package of it has a loader of its own, so that they share no static field.
package tickbench.sim.strict;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

public final class StrictLoader extends ClassLoader {
  private static final String APPLETS = "tickbench\\.\\w+";

  /** What is done to each class before it is made strict: tests plant weaknesses. */
  private final Consumer<ClassNode> patch;

  public StrictLoader(Consumer<ClassNode> patch) {
    super(StrictLoader.class.getClassLoader());
    this.patch = patch;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.matches(APPLETS)) return super.loadClass(name, resolve);
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) throw new ClassNotFoundException(name);
      ClassNode node = new ClassNode();
      new ClassReader(bytesOf(in)).accept(node, 0);
      patch.accept(node);
      node.methods.forEach(StrictCode::rewrite);
      ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      node.accept(writer);
      byte[] bytes = writer.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException unread) {
      throw new ClassNotFoundException(name, unread);
    }
  }

  private static byte[] bytesOf(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[4096];
    for (int read = in.read(part); read >= 0; read = in.read(part)) out.write(part, 0, read);
    return out.toByteArray();
  }
}

// Which applets fit together on which card, computed from the sources and from what cards told: the guide's one table, and
// beside it what each applet takes. `mvn test -Dtest=CardsTest -Dtickbench.write=true` writes both into the guide.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CardsTest {
  private static final Path GUIDE = Paths.get("README.md");

  @Test
  void theGuideSaysWhatFitsTogether() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| card | Java Card | RAM | commit | full | lean | least |");
    rows.add("| --- | --- | --- | --- | --- | --- | --- |");
    for (String line : Files.readAllLines(Paths.get("cards.csv"))) if (!line.startsWith("#")) rows.add(row(new Card(line)));
    assertGuide("cards", rows);
  }

  @Test
  void theGuideSaysWhatEachAppletTakes() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| applet | full: reset, deselect | lean | least |");
    rows.add("| --- | --- | --- | --- |");
    for (String applet : Needs.APPLETS) {
      rows.add("| " + applet + " | " + ram(applet, Needs.FULL) + " | " + ram(applet, Needs.LEAN) + " | " + ram(applet, Needs.LEAST) + " |");
    }
    assertGuide("ram", rows);
  }

  private static String ram(String applet, byte[] parameters) {
    Needs needs = Needs.of(applet, parameters);
    return needs.onReset + ", " + needs.onDeselect;
  }

  private static String row(Card card) {
    String ram = card.deselect < 0 ? number(card.ram) : number(card.ram) + " + " + number(card.deselect);
    String head = "| " + card.name + " | " + card.version + " | " + ram + " | " + number(card.commit) + " | ";
    return head + card.together(Needs.FULL) + " | " + card.together(Needs.LEAN) + " | " + card.together(Needs.LEAST) + " |";
  }

  private static String number(int value) {
    return String.format(java.util.Locale.ROOT, "%,d", value);
  }

  /** Compared without the spaces that a formatter puts between. */
  private static void assertGuide(String name, List<String> rows) throws IOException {
    String guide = new String(Files.readAllBytes(GUIDE), StandardCharsets.UTF_8);
    String begin = "<!-- " + name + ": computed by CardsTest -->\n\n";
    int from = guide.indexOf(begin) + begin.length();
    int to = guide.indexOf("\n\n", from);
    if (Boolean.getBoolean("tickbench.write")) {
      String written = guide.substring(0, from) + String.join("\n", rows) + guide.substring(to);
      Files.write(GUIDE, written.getBytes(StandardCharsets.UTF_8));
    } else {
      assertEquals(bare(String.join("\n", rows)), bare(guide.substring(from, to)), "stale: see CardsTest");
    }
  }

  private static String bare(String table) {
    return table.replaceAll(" +", "").replaceAll("-+", "-");
  }

  private static final class Card {
    final String name;
    final String version;
    final int ram;
    /** Below 0 where it is one with `ram`. */
    final int deselect;
    final int commit;
    private final List<String> missing = new ArrayList<>();

    Card(String line) {
      String[] told = line.split(";");
      name = told[0];
      version = told[2];
      ram = Integer.parseInt(told[3]);
      deselect = told[4].equals("shared") ? -1 : Integer.parseInt(told[4]);
      commit = Integer.parseInt(told[5]);
      String[] algorithms = {"MessageDigest", "Cipher", "RandomData", "Signature"};
      for (int at = 0; at < algorithms.length; at++) if (!told[6 + at].equals("yes")) missing.add(algorithms[at]);
    }

    /** As many as fit, in the order of their use; packages take turns with what is cleared on deselect. */
    String together(byte[] parameters) {
      List<String> fitting = new ArrayList<>();
      int onReset = 0;
      int onDeselect = 0;
      for (String applet : Needs.APPLETS) {
        Needs needs = Needs.of(applet, parameters);
        if (missing.stream().anyMatch(needs.algorithms::contains)) continue;
        int reset = onReset + needs.onReset;
        int most = Math.max(onDeselect, needs.onDeselect);
        boolean fits = deselect < 0 ? reset + most <= ram : reset <= ram && most <= deselect;
        if (!fits) continue;
        fitting.add(applet);
        onReset = reset;
        onDeselect = most;
      }
      if (fitting.size() == Needs.APPLETS.size()) return "all";
      return fitting.isEmpty() ? "none" : fitting.stream().map((each) -> "`" + each + "`").collect(Collectors.joining(" "));
    }
  }
}

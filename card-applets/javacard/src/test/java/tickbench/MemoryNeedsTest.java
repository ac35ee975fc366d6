// How much RAM each applet takes as it stands, as the guide says: what a card must have to install it.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MemoryNeedsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "echo, 0, 1037", "hash, 0, 165", "signer, 0, 393", "purse, 653, 846", "iep, 2, 295", "sam, 58, 584",
  })
  void areWhatTheGuideSays(String applet, int onReset, int onDeselect) throws Exception {
    int[] found = TransientNeeds.of(applet);
    assertEquals(onReset + " " + onDeselect, found[0] + " " + found[1]);
    String row = "|" + applet + "|" + onReset + "|" + onDeselect + "|";
    assertTrue(guide().contains(row), row + " is not in README.md");
  }

  private static String guide() throws IOException {
    return new String(Files.readAllBytes(Paths.get("README.md")), StandardCharsets.UTF_8).replace(" ", "");
  }
}

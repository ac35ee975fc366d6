// The card's side of T=0, and the applets behind it.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;

final class T0Test {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "has no answer to case 1, 80140000, 9000",
    "takes data, 8014000002AABB, 9000",
    "lets an answer to data wait, 8010000002AABB00 00C0000002, 6102 aabb9000",
    "does so without Le, 8010000002AABB 00C0000002, 6102 aabb9000",
    "tells the length that is there, 8010000002AABB00 00C0000000 00C0000002, 6102 6c02 aabb9000",
    "gives a part, 8010000003AABBCC00 00C0000002 00C0000001, 6103 aabb6101 cc9000",
    "forgets what nobody asks for, 8010000002AABB00 80140000 00C0000002, 6102 9000 6985",
    "tells the length of what it has, 8012000400 8012000404, 6c04 000102039000",
    "gives what is asked for, 8012000402 00C0000002, 00016102 02039000",
    "runs a command of another length anew, 8012000400 8012000303, 6c04 0001029000",
    "knows no extended lengths, 80100000000001AA0000, 6700",
    "refuses half a command, 8010000002AA, 6700",
  })
  void answers(String about, String commands, String answers) {
    SimulatedCard card = new SimulatedCard(new Setup().strict().t0(), "echo");
    StringBuilder heard = new StringBuilder();
    for (String command : commands.split(" ")) heard.append(' ').append(Hex.print(card.transmit(Hex.parse(command))));
    assertEquals(answers, heard.toString().trim(), about);
  }
}

package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.SimulatedCard;

final class EchoAppletTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "is selected with its name in the FCI, 00A4040009F07469636B6563686F00, 6f0b8409f07469636b6563686f9000",
    "gives data back, 8010000002AABB00, aabb9000",
    "gives as many bytes as P1 P2 say, 8012000400, 000102039000",
    "swallows data, 8014000002AABB, 9000",
    "knows no other instruction, 8016000000, 6d00",
    "knows no interindustry class, 0010000000, 6e00",
    "refuses bytes that are no command, 8010, 6700",
  })
  void answers(String about, String command, String answer) {
    assertEquals(answer, Hex.print(new SimulatedCard("echo").transmit(Hex.parse(command))), about);
  }

  @ParameterizedTest(name = "{0} bytes in extended length")
  @CsvSource({"300", "1024"})
  void echoesLongData(int length) {
    byte[] command = new byte[7 + length + 2];
    System.arraycopy(Hex.parse("80100000000000"), 0, command, 0, 7);
    command[5] = (byte) (length >> 8);
    command[6] = (byte) length;
    for (int at = 0; at < length; at++) command[7 + at] = (byte) (at * 7);
    byte[] answer = new SimulatedCard("echo").transmit(command);
    String data = Hex.print(command).substring(14, 14 + 2 * length);
    assertEquals(data + "9000", Hex.print(answer));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "joins a chain of two, 9010000002AABB 8010000001CC00, 9000 aabbcc9000",
    "ends a chain at a foreign command, 9010000002AABB 8012000100, 9000 6883",
    "keeps what does not fit for GET RESPONSE, 8010000004AABBCCDD01 00C0000002 00C0000002, aa6103 bbcc6101 dd9000",
    "has nothing more for GET RESPONSE then, 8010000001AA00 00C0000002, aa9000 6985",
    "forgets what waits at the same command again, 8010000002AABB01 8010000001CC00 00C0000001, aa6101 cc9000 6985",
    "starts anew after a chain that broke, 9010000002AABB 8012000100 8010000001CC00, 9000 6883 cc9000",
    "looks at each command, 8012000100 8016000000 8012000100 8010000001CC00, 009000 6d00 009000 cc9000",
  })
  void converses(String about, String commands, String answers) {
    SimulatedCard card = new SimulatedCard("echo");
    StringBuilder heard = new StringBuilder();
    for (String command : commands.split(" ")) heard.append(' ').append(Hex.print(card.transmit(Hex.parse(command))));
    assertEquals(answers, heard.toString().trim(), about);
  }
}

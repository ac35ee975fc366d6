package tickbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tickbench.sim.Hex;
import tickbench.sim.SimulatedCard;

final class HashAppletTest {
  private static final byte[] ID = Hex.parse("000102030405060708090a0b0c0d0e0f");
  private static final byte[] VALUE = Hex.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

  private final SimulatedCard card = new SimulatedCard("hash");

  @ParameterizedTest(name = "{1} steps from {0}")
  @CsvSource({"0, 0", "0, 1", "255, 2", "65535, 300", "4294967290, 5", "7, 65536"})
  void walksAnIndexedChain(long from, int steps) throws Exception {
    byte[] value = VALUE;
    for (long index = from + 1; index <= from + steps; index++) value = step(value, (int) index);
    assertEquals(Hex.print(value) + "9000", Hex.print(card.transmit(chainSteps(from, steps))));
  }

  @Test
  void walksAPlainChain() throws Exception {
    byte[] value = new byte[32];
    for (int at = 0; at < 20; at++) value = MessageDigest.getInstance("SHA-256").digest(value);
    byte[] command = ByteBuffer.allocate(42).put(Hex.parse("8012000024")).put(new byte[32]).putInt(20).array();
    assertEquals(Hex.print(value) + "9000", Hex.print(card.transmit(command)));
  }

  @ParameterizedTest(name = "{1} steps from {0}")
  @CsvSource({"0, 65537", "0, 131072", "0, 4294967295", "4294967295, 1", "4294967290, 6"})
  void refusesTooManySteps(long from, long steps) {
    assertArrayEquals(Hex.parse("9410"), card.transmit(chainSteps(from, steps)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "too few bytes, 8012000001AA00, 6a80",
    "no data, 8012000000, 6a80",
    "P1 that names nothing, 8010010000, 6a86",
    "P2 that names nothing, 8012000100, 6a86",
    "another instruction, 8014000000, 6d00",
    "another class, 0010000000, 6e00",
  })
  void refuses(String about, String command, String answer) {
    assertEquals(answer, Hex.print(card.transmit(Hex.parse(command))), about);
  }

  private static byte[] chainSteps(long from, long steps) {
    ByteBuffer command = ByteBuffer.allocate(46).put(Hex.parse("8010000028")).put(ID).put(VALUE);
    return command.putInt((int) from).putInt((int) steps).array();
  }

  private static byte[] step(byte[] value, int index) throws Exception {
    ByteBuffer input = ByteBuffer.allocate(44).put(Hex.parse("5449434b76310000")).put(ID).putInt(index).put(value);
    return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(input.array()), 16);
  }
}

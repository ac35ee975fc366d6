// The tick purse where its numbers have high bits, what a tick costs in bytecodes and in wear, and what a tear leaves.
package tickbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tickbench.sim.Setup;
import tickbench.sim.SimulatedCard;
import tickbench.sim.strict.PowerLost;

final class CafeTicksTest {
  /** Of the applet's own, in a tick that follows a tick; each takes a card about a microsecond. */
  private static final long MOST_BYTECODES = 375;
  /** The same where the balance's lowest word borrows. */
  private static final long MOST_WITH_BORROW = 420;
  /** In the first tick, whose command is looked up, and in the last, whose value is the chain's secret. */
  private static final long MOST_AT_THE_ENDS = 775;

  private static CafeTickHand purse() {
    return new CafeTickHand(new SimulatedCard(new Setup().strict(), "cafe-tick")).personalise(100_000, 100_000, 100_000);
  }

  @ParameterizedTest(name = "{0} ticks of {1}")
  @CsvSource({"127, 1", "128, 1", "255, 1", "256, 3", "300, 200", "33000, 1"})
  void paysEachTick(int limit, int value) {
    CafeTickHand purse = purse();
    ok(purse.load(1, 100_000));
    ok(purse.open(1, value, limit, 1, CafeTickHand.PEBBLES));
    int[] counts = {1, 126, 127, 128, 129, 254, 255, 256, 257, 299, 300, 32_767, 32_768, 33_000};
    for (int count : counts) {
      if (count > limit) break;
      ok(purse.tickTo(2, count));
      assertEquals(100_000 - (long) count * value, purse.balance(), "after " + count);
    }
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"127, 128, true", "128, 127, false", "255, 256, true", "256, 255, false", "32768, 32767, false", "99999, 100000, true"})
  void loadsToTheLimitAndNoFurther(long units, long limit, boolean fits) {
    CafeTickHand purse = new CafeTickHand(new SimulatedCard(new Setup().strict(), "cafe-tick")).personalise(limit, 10, 10);
    assertEquals(fits, purse.load(1, units).endsWith("9000"));
    assertEquals(fits ? units : 0, purse.balance());
  }

  @Test
  void costsFewBytecodesATick() {
    CafeTickHand purse = purse();
    ok(purse.load(1, 100_000));
    ok(purse.open(1, 3000, 32, 1, CafeTickHand.STORE_ALL));
    for (int spent = 1; spent <= 32; spent++) {
      boolean borrows = (100_000 - 3000 * spent) / 65_536 < (103_000 - 3000 * spent) / 65_536;
      long most = spent == 1 || spent == 32 ? MOST_AT_THE_ENDS : borrows ? MOST_WITH_BORROW : MOST_BYTECODES;
      long before = purse.card.strictly().bytecodes();
      ok(purse.tick(2, spent));
      long run = purse.card.strictly().bytecodes() - before;
      assertTrue(run <= most, run + " bytecodes for tick " + spent);
    }
  }

  /** Its last and its first ticks, and where its count carries. */
  @ParameterizedTest(name = "after {0} of 65,537 ticks")
  @CsvSource({"0", "65535", "65536", "65537"})
  void paysOnlyTheNextTick(int paid) {
    CafeTickHand purse = purse();
    ok(purse.load(1, 100_000));
    ok(purse.open(1, 1, 65_537, 1, CafeTickHand.PEBBLES));
    if (paid > 0) ok(purse.tickTo(2, paid));
    if (paid > 0) ok(purse.tick(2, paid));
    for (int beyond : new int[] {2, 65_537}) {
      assertEquals(paid + beyond > 65_537 ? "9410" : "9411", purse.tick(2, paid + beyond), "so many more: " + beyond);
    }
    assertEquals("9410", purse.tick(2, 0));
    assertEquals("940b", purse.tick(3, paid + 1));
    assertEquals(100_000 - paid, purse.balance());
    if (paid == 65_537) assertEquals("9410", purse.tick(2, paid + 1));
    else ok(purse.tick(2, paid + 1));
    assertEquals(paid == 65_537 ? 34_463 : 99_999 - paid, purse.balance());
  }

  @Test
  void paysNothingThatTheBalanceDoesNotCover() {
    CafeTickHand purse = purse();
    ok(purse.load(1, 70_000));
    ok(purse.open(1, 30_000, 3, 1, CafeTickHand.STORE_ALL));
    ok(purse.tick(2, 1));
    ok(purse.tick(2, 2));
    assertEquals("9408", purse.tick(2, 3));
    assertEquals(10_000, purse.balance());
    ok(purse.close(2));
    assertEquals(10_000, purse.balance(), "nothing of what was answered comes back");
  }

  @Test
  void paysBatchesAtOnceAndNothingOnceClosed() {
    CafeTickHand purse = purse();
    ok(purse.load(1, 1000));
    ok(purse.open(1, 2, 40, 5, CafeTickHand.STORE_ALL));
    ok(purse.tick(2, 1));
    assertEquals(990, purse.balance());
    ok(purse.close(2));
    ok(purse.open(2, 2, 40, 1, CafeTickHand.STORE_ALL));
    ok(purse.tick(3, 1));
    ok(purse.close(3));
    assertEquals("940c", purse.tick(3, 2));
    assertEquals(996, purse.balance());
  }

  @Test
  void spreadsItsWear() {
    CafeTickHand purse = purse();
    ok(purse.load(1, 100_000));
    ok(purse.open(1, 1, 800, 1, CafeTickHand.PEBBLES));
    int before = purse.card.strictly().mostWritten();
    for (int spent = 1; spent <= 800; spent++) ok(purse.tick(2, spent));
    int most = purse.card.strictly().mostWritten() - before;
    assertTrue(most <= 100, "one place was written " + most + " times by 800 ticks");
  }

  /** Of 65,536 commits the first is no later than the last of those before. */
  @Test
  void findsTheNewestAccountWhereItsNumberCarries() {
    CafeTickHand purse = purse();
    ok(purse.load(1, 100_000));
    ok(purse.open(1, 1, 65_540, 1, CafeTickHand.PEBBLES));
    for (int spent = 1; spent <= 65_536; spent++) {
      ok(purse.tick(2, spent));
      if (spent < 65_530) continue;
      purse.card.reset();
      assertEquals(100_000 - spent, purse.balance());
    }
  }

  @Test
  void forgetsThePinOfAPersonalisationThatWasTorn() {
    for (int write = 1; ; write++) {
      CafeTickHand purse = new CafeTickHand(new SimulatedCard(new Setup().strict(), "cafe-tick"));
      purse.card.strictly().cutBefore(write);
      try {
        ok(purse.personaliseWithPin(1000, 10, 1000));
        ok(purse.verify());
        assertTrue(write > 5, "it has written something");
        return;
      } catch (PowerLost lost) {
        purse.card.reset();
      }
      purse.personalise(1000, 10, 1000);
      assertEquals("6984", purse.verify(), "after a tear before write " + write);
    }
  }

  static Stream<Object[]> commands() {
    return Stream.of(
        command("LOAD", (purse) -> purse.load(2, 50)),
        command("OPEN", (purse) -> purse.open(7, 3, 40, 1, CafeTickHand.STORE_ALL)),
        command("OPEN of a whole batch", (purse) -> purse.open(7, 3, 40, 40, CafeTickHand.PEBBLES)));
  }

  static Stream<Object[]> commandsOfAChain() {
    return Stream.of(
        command("TICK", (purse) -> purse.tick(2, 1)),
        command("TICK TO", (purse) -> purse.tickTo(2, 17)),
        command("CLOSE", (purse) -> purse.close(2)));
  }

  private static Object[] command(String name, Consumer<CafeTickHand> run) {
    return new Object[] {name, run};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commands")
  void leavesTheOldStateOrTheNewOne(String name, Consumer<CafeTickHand> run) {
    tearEverywhere(run, (purse) -> ok(purse.load(1, 1000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commandsOfAChain")
  void leavesTheOldStateOrTheNewOneOfAChain(String name, Consumer<CafeTickHand> run) {
    tearEverywhere(run, (purse) -> {
      ok(purse.load(1, 1000));
      ok(purse.open(1, 2, 40, 5, CafeTickHand.STORE_ALL));
    });
  }

  @Test
  void leavesTheOldStateOrTheNewOneOfATickThatIsPaidByItself() {
    tearEverywhere((purse) -> purse.tick(2, 2), (purse) -> {
      ok(purse.load(1, 1000));
      ok(purse.open(1, 2, 40, 1, CafeTickHand.STORE_ALL));
      ok(purse.tick(2, 1));
    });
  }

  private static void tearEverywhere(Consumer<CafeTickHand> run, Consumer<CafeTickHand> prepare) {
    CafeTickHand whole = purse();
    prepare.accept(whole);
    String old = whole.status();
    run.accept(whole);
    String done = whole.status();
    for (int write = 1; ; write++) {
      CafeTickHand purse = purse();
      prepare.accept(purse);
      purse.card.strictly().cutBefore(write);
      try {
        run.accept(purse);
        assertTrue(write > 1, "it has written something");
        return;
      } catch (PowerLost lost) {
        purse.card.reset();
      }
      String found = purse.status();
      assertTrue(Arrays.asList(old, done).contains(found), "before write " + write + ": " + found);
      run.accept(purse);
      assertEquals(done, purse.status(), "once more after a tear before write " + write);
    }
  }

  private static void ok(String answer) {
    assertTrue(answer.endsWith("9000"), answer);
  }
}

// jCardSim as it is, in a process that joins a reader as VirtualCard does, and that can time commands without the wire:
// for the comparison with the emulated card (bench/suites/jcardsim). A frame of class FF, which no command has
// (ISO/IEC 7816-4), holds commands that are run here in a loop; the answer is how long that took.
package tickbench.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;

public final class TimedCard {
  private static final byte TIMED = (byte) 0xff;
  private static final byte[] FULL = {1};

  private final SimulatedCard card;
  /** Of this thread alone: the compiler and the collector of the machine have threads of their own. */
  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();

  private TimedCard(SimulatedCard card) {
    this.card = card;
  }

  /** Arguments: the applets' names with commas between, HOST:PORT of the reader. */
  public static void main(String[] arguments) throws InterruptedException {
    Setup setup = new Setup().plain().parameters(FULL);
    SimulatedCard card = new SimulatedCard(setup, arguments[0].split(","));
    VirtualCard.join(card, new TimedCard(card)::answer, arguments[1]);
  }

  private byte[] answer(byte[] frame) {
    return frame[0] == TIMED ? time(ByteBuffer.wrap(frame, 1, frame.length - 1)) : card.transmit(frame);
  }

  /** How often, commands to run before, commands to time so often. Gives nanoseconds, or the status word of a refusal. */
  private byte[] time(ByteBuffer frame) {
    int repeat = frame.getInt();
    byte[][] before = commands(frame);
    byte[][] timed = commands(frame);
    byte[] last = run(before, 1);
    if (!isDone(last)) return last;
    long start = clock.getCurrentThreadCpuTime();
    last = run(timed, repeat);
    long ns = clock.getCurrentThreadCpuTime() - start;
    return isDone(last) ? ByteBuffer.allocate(Long.BYTES).putLong(ns).array() : last;
  }

  private static byte[][] commands(ByteBuffer frame) {
    byte[][] commands = new byte[frame.getShort()][];
    for (int at = 0; at < commands.length; at++) {
      commands[at] = new byte[frame.getShort()];
      frame.get(commands[at]);
    }
    return commands;
  }

  /** The last status word, or the first that is a refusal. */
  private byte[] run(byte[][] commands, int repeat) {
    byte[] last = {(byte) 0x90, 0};
    for (int turn = 0; turn < repeat; turn++) {
      for (byte[] command : commands) {
        last = card.transmit(command);
        if (!isDone(last)) return last;
      }
    }
    return last;
  }

  private static boolean isDone(byte[] answer) {
    return answer[answer.length - 2] == (byte) 0x90 && answer[answer.length - 1] == 0;
  }
}

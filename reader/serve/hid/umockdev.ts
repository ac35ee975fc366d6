// Shows an emulated token as a hidraw device to one program and its children: umockdev puts a pseudo terminal and a made-up
// /sys in their way, without root or a kernel module. A small Python helper makes the device, because umockdev's library
// speaks GObject; the token stays here, at the other end of a Unix socket.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DecodeError } from '../../../src/bytes/decode-error.ts'
import { WireFailure } from '../../../src/card/wire-failure.ts'
import { Accumulator } from '../../framing/accumulator.ts'
import { REPORT_BYTES } from '../../framing/ctaphid.ts'
import type { HidToken } from './token.ts'

export interface UmockdevOptions {
  /** Added to the environment of the program. */
  readonly env?: NodeJS.ProcessEnv
  /** Default `inherit`. */
  readonly stdio?: 'inherit' | 'pipe'
  /** Takes the program's standard output where `stdio` is `pipe`. */
  readonly onOutput?: (text: string) => void
  /** Ends the program (SIGTERM). */
  readonly signal?: AbortSignal
}

/** Where the program finds the device. */
export const TOKEN_PATH = '/dev/hidraw0'

const TICK_MS = 100
/** hidraw writes begin with a report number. */
const WRITE_BYTES = REPORT_BYTES + 1
const PYTHON = '/usr/bin/python3'
const SOCKET = 'token'
const USERS_TMPDIR = 'TICKBENCH_USERS_TMPDIR'

/**
 * Runs `command` with the token plugged in; gives its exit code. Throws `WireFailure` `noLibrary` where umockdev or its
 * Python binding is missing.
 */
export async function runWithToken(
  token: HidToken,
  command: readonly string[],
  options: UmockdevOptions = {},
): Promise<number> {
  if (!existsSync('/usr/bin/umockdev-wrapper') || !existsSync(PYTHON)) throw missing()
  const folder = await mkdtemp(join(tmpdir(), 'tickbench-hid-'))
  const server = createServer((socket) => serve(socket, token))
  try {
    await new Promise<void>((resolve) => server.listen(join(folder, SOCKET), resolve))
    return await run(folder, command, options)
  } finally {
    await stop(server)
    await rm(folder, { recursive: true, force: true })
  }
}

function serve(socket: Socket, token: HidToken): void {
  const pending = new Accumulator()
  const send = (reports: readonly Uint8Array[]): void => {
    for (const report of reports) socket.write(report)
  }
  const timer = setInterval(() => send(token.tick()), TICK_MS)
  socket.on('data', (chunk) => {
    pending.append(chunk)
    try {
      for (let write = pending.take(WRITE_BYTES); write !== undefined; write = pending.take(WRITE_BYTES)) {
        send(token.take(write.subarray(1)))
      }
    } catch (error) {
      socket.destroy()
      if (!(error instanceof DecodeError)) throw error
    }
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => clearInterval(timer))
}

const NO_BINDING = 97
/** As shells say it. */
const NO_PROGRAM = 127

/** umockdev leaves its made-up /sys behind in TMPDIR; the program has the user's. */
async function run(folder: string, command: readonly string[], options: UmockdevOptions): Promise<number> {
  const { env = {}, stdio = 'inherit', onOutput = () => undefined } = options
  const child = spawn('/usr/bin/umockdev-wrapper', [PYTHON, '-c', HELPER, join(folder, SOCKET), ...command], {
    env: { ...process.env, ...env, TMPDIR: folder, [USERS_TMPDIR]: env['TMPDIR'] ?? process.env['TMPDIR'] ?? '' },
    stdio: ['inherit', stdio, 'inherit'],
  })
  child.stdout?.on('data', (chunk: Buffer) => onOutput(chunk.toString()))
  options.signal?.addEventListener('abort', () => child.kill('SIGTERM'))
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  if (code === NO_BINDING) throw missing()
  return code
}

async function stop(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve))
}

function missing(): WireFailure {
  const advice = 'get it with: sudo apt install umockdev gir1.2-umockdev-1.0 python3-gi'
  return new WireFailure('noLibrary', `umockdev is not installed: ${advice}`)
}

/**
 * The device has Yubico's vendor and product, 1050:0407, because many programs only look at tokens that they know. Bytes go through as they are: writes of 65 to the socket, reports
 * of 64 from it. A master without a slave gives EIO until the program opens the device. Python's environment
 * does not see what the testbed sets in C, so the program is told the testbed's folder.
 */
const HELPER = `
import errno, os, signal, socket, subprocess, sys, threading, time, tty
try:
    import gi
    gi.require_version("UMockdev", "1.0")
    from gi.repository import UMockdev
except (ImportError, ValueError):
    sys.exit(${NO_BINDING})
bed = UMockdev.Testbed.new()
descriptor = bytes.fromhex("06d0f10901a1010920150026ff007508954081020921150026ff00750895409102c0")
usb = bed.add_device("usb", "1-1", None, ["idVendor", "1050", "idProduct", "0407", "manufacturer", "tickbench",
    "product", "emulated token", "serial", "1", "bConfigurationValue", "1"], ["DEVTYPE", "usb_device", "PRODUCT", "1050/407/100"])
interface = bed.add_device("usb", "1-1:1.0", usb, ["bInterfaceNumber", "00"], ["DEVTYPE", "usb_interface"])
hid = bed.add_device("hid", "0003:1050:0407.0001", interface, [], ["HID_ID", "0003:00001050:00000407",
    "HID_NAME", "tickbench emulated token", "HID_PHYS", "usb-1/input0", "HID_UNIQ", "1"])
raw = bed.add_device("hidraw", "hidraw0", hid, ["dev", "240:0"], ["DEVNAME", "/dev/hidraw0"])
root = bed.get_root_dir()
os.symlink("..", os.path.join(root, raw.lstrip("/"), "device"))
with open(os.path.join(root, hid.lstrip("/"), "report_descriptor"), "wb") as file:
    file.write(descriptor)
name, phys, serial = (word.encode() + bytes(1) for word in ("tickbench emulated token", "usb-1/input0", "1"))
info = bytes.fromhex("0300000050100704")
class Kernel(UMockdev.IoctlBase):
    def do_handle_ioctl(self, client):
        request = client.get_request() & 0xFFFFFFFF
        number, room, arg = request & 0xFF, request >> 16 & 0x3FFF, client.get_arg()
        if request >> 8 & 0xFF != ord("H"):
            client.complete(-1, errno.ENOTTY)
        elif number == 1:
            arg.resolve(0, 4).update(0, len(descriptor).to_bytes(4, "little"))
            client.complete(0, 0)
        elif number == 2:
            pointer = bytes(arg.retrieve())
            wanted = int.from_bytes(bytes(arg.resolve(0, 4).retrieve()), "little")
            if wanted < 4096:
                part = descriptor[:wanted]
                arg.update(0, pointer)
                arg.reload()
                arg.resolve(0, 4 + len(part)).update(4, part)
            client.complete(0 if wanted < 4096 else -1, 0 if wanted < 4096 else errno.EINVAL)
        elif number == 3:
            arg.resolve(0, 8).update(0, info)
            client.complete(0, 0)
        elif number in (4, 5, 8):
            part = {4: name, 5: phys, 8: serial}[number][:room]
            arg.resolve(0, len(part)).update(0, part)
            client.complete(len(part), 0)
        else:
            client.complete(-1, errno.ENOTTY)
        return True
kernel = Kernel()
bed.attach_ioctl("/dev/hidraw0", kernel)
master, slave = os.openpty()
tty.setraw(master)
tty.setraw(slave)
node = os.path.join(root, "dev", "hidraw0")
os.makedirs(os.path.dirname(node), exist_ok=True)
os.symlink(os.ttyname(slave), node)
link = socket.socket(socket.AF_UNIX)
link.connect(sys.argv[1])
def to_token():
    while True:
        try:
            link.sendall(os.read(master, 65536))
        except OSError:
            time.sleep(0.01)
def from_token():
    while True:
        data = link.recv(65536)
        if not data:
            return
        while data:
            data = data[os.write(master, data):]
for pump in (to_token, from_token):
    threading.Thread(target=pump, daemon=True).start()
signal.signal(signal.SIGINT, signal.SIG_IGN)
env = dict(os.environ, UMOCKDEV_DIR=root)
env["TMPDIR"] = env.pop("${USERS_TMPDIR}")
if not env["TMPDIR"]:
    del env["TMPDIR"]
default = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    child = subprocess.Popen(sys.argv[2:], env=env, preexec_fn=default)
except OSError as error:
    sys.stderr.write(f"{sys.argv[2]}: {error.strerror}\\n")
    sys.exit(${NO_PROGRAM})
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
code = child.wait()
sys.exit(code if code >= 0 else 128 - code)
`

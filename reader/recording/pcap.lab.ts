// Wireshark's dissectors on an exported recording.

import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findProgram, run } from '../testing/programs.ts'
import { exportPcap } from './pcap.ts'
import { parseRecording } from './recording.ts'

const RECORDING = `tickbench recording 1
address pcsc:R
driver pcsc
reader R
atr 3b800181
protocol T=1
began 2026-11-23T08:00:00.000Z
> 00a4040007a0000000871002 @1000000
< 9000 +4400000
> 00b0000004 @9000000
< 010203049000 +5000000
`

it('tshark reads commands, answers, times and right checksums', async (test) => {
  const tshark = findProgram('tshark')
  if (tshark === undefined) return test.skip('tshark is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'tickbench-'))
  await chmod(folder, 0o755)
  const path = join(folder, 'run.pcap')
  await writeFile(path, exportPcap(parseRecording(RECORDING, 'x')))
  const fields = ['frame.time_epoch', 'ip.checksum.status', '_ws.col.Protocol', '_ws.col.Info'].flatMap((each) => [
    '-e',
    each,
  ])
  const ran = await run(tshark, ['-n', '-o', 'ip.check_checksum:TRUE', '-r', path, '-T', 'fields', ...fields], {
    env: { HOME: folder }, // where it looks for settings: an empty one
    limitMs: 60_000,
  })
  await rm(folder, { recursive: true })
  const lines = ran.stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
  expect(lines.map((line) => line[0])).toEqual(['1795420800.000000000', '1795420800.005400000', '1795420800.014000000'])
  expect(lines.map((line) => line[1])).toEqual(['1', '1', '1'])
  expect(lines[1]?.slice(2).join(' ')).toMatch(/GSM SIM.*SELECT/)
  expect(lines[2]?.slice(2).join(' ')).toMatch(/GSM SIM.*READ BINARY/)
})

// What comes of files that do not belong together: an older copy of a card or of its issuer, a card past its validity.

import { copyFileSync, existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockFiles } from '../party/file-lock.ts'
import { lockKept } from './kept-lock.ts'
import { tickbench, type Captured } from './testing/captured.ts'
import { testFolder } from './testing/small-log.ts'

const written = testFolder()

interface Kept {
  readonly image: string
  readonly issuer: string
  readonly args: readonly string[]
  /** Pays for one document a second of this time. */
  readonly pay: (time: string, payments?: number) => Promise<Captured>
}

/** A card with 1,000 units and its issuer, which no other test uses. */
async function newCard(name: string): Promise<Kept> {
  const [image, issuer] = [written(`${name}.card`), written(`${name}.issuer`)]
  const args = ['--card-image', image, '--issuer', issuer]
  await must('card', 'new', ...args, '--load', '1000')
  return {
    image,
    issuer,
    args,
    pay(time, payments = 1) {
      const line = `192.0.2.7 - - [${time} +0000] "GET /a/b HTTP/1.1" 200 10\n`
      const log = written(`${name}.log`, line.repeat(payments))
      return tickbench('compare', log, '--suite', 'p256', '--scheme', 'cafe-tick', ...args)
    },
  }
}

async function must(...args: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await tickbench(...args)
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' })
  return out
}

const NOON = '17/May/2026:12:00:00'
const LATER = '17/May/2026:13:00:00'

describe('an older copy of a card', () => {
  it('ends with 5 in one line, and neither it nor the newer one is taken again', async () => {
    const { image, args, pay } = await newCard('older')
    copyFileSync(image, `${image}.old`)
    expect((await pay(NOON, 2)).exitCode).toBe(0)
    copyFileSync(image, `${image}.new`)
    copyFileSync(`${image}.old`, image)
    const { exitCode, err } = await pay(LATER)
    expect({ exitCode, err }).toEqual({
      exitCode: 5,
      err:
        `tickbench: ${image}: the number is used already (transaction 2, deposit): is it an older copy of the card? ` +
        'Its issuer now holds it for broken\n',
    })
    expect(readFileSync(image)).toEqual(readFileSync(`${image}.old`))
    for (const copy of ['old', 'new']) {
      copyFileSync(`${image}.${copy}`, image)
      const again = await pay(LATER)
      expect(again.exitCode).toBe(5)
      expect(again.err).toMatch(/cardBroken\): its issuer holds the card for broken.*\n$/)
      const load = await tickbench('card', 'load', '5', ...args)
      expect(load).toMatchObject({ exitCode: 5, out: '' })
      expect(load.err).toMatch(/cardNotGood/)
    }
  })

  it('is named by card info, which ends with 1', async () => {
    const { image, args, pay } = await newCard('shown')
    copyFileSync(image, `${image}.old`)
    await pay(NOON)
    expect(await must('card', 'info', ...args)).toContain('ledgers    agree')
    copyFileSync(`${image}.old`, image)
    const { exitCode, out, err } = await tickbench('card', 'info', ...args)
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err:
        `tickbench: ${image} and its issuer disagree: the issuer knows of transaction 2, which the card has not come to: ` +
        'is the card an older copy?\n',
    })
    expect(out).toContain('standing: good')
    const json = await tickbench('card', 'info', ...args, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ ledgers: { kind: 'cardOlder', inOrder: false } })
  })
})

describe('an issuer’s file', () => {
  it('that is older than the card is refused before anything is paid', async () => {
    const { image, issuer, args, pay } = await newCard('issuer')
    const old = readFileSync(issuer)
    await must('card', 'load', '500', ...args)
    writeFileSync(issuer, old)
    const before = readFileSync(image)
    const { exitCode, err } = await pay(NOON)
    expect({ exitCode, err }).toEqual({
      exitCode: 5,
      err:
        `tickbench: ${image} and its issuer disagree: the card has load 2, of which the issuer does not know: ` +
        "is the issuer's file an older copy?\n",
    })
    expect([readFileSync(image), readFileSync(issuer)]).toEqual([before, old])
  })

  it('that is older than the card is named when the card is loaded', async () => {
    const { issuer, args } = await newCard('behind')
    const old = readFileSync(issuer)
    expect(await must('card', 'load', '500', ...args)).toContain('ledgers    agree')
    writeFileSync(issuer, old)
    expect(await must('card', 'load', '20', ...args)).toMatch(/^ledgers {4}the card has load 2, of which the issuer/m)
  })

  it('that misses payments is refused before anything is paid', async () => {
    const { issuer, args, pay } = await newCard('unpaid')
    const old = readFileSync(issuer)
    await pay(NOON, 3)
    writeFileSync(issuer, old)
    expect((await pay(LATER)).err).toContain('3 units left the card and no seller claimed them here')
    expect((await tickbench('card', 'info', ...args)).exitCode).toBe(1)
  })

  it('of another card is named', async () => {
    const [{ image }, { issuer }] = [await newCard('mine'), await newCard('other')]
    const { exitCode, err } = await tickbench('card', 'info', '--card-image', image, '--issuer', issuer)
    expect(exitCode).toBe(5)
    expect(err).toMatch(/its issuer does not know this card: give the file of the one who made it\n$/)
  })

  it('is never the card image too', async () => {
    const both = written('both')
    symlinkSync(both, written('both.link'))
    for (const issuer of [both, written('both.link')]) {
      const { exitCode, err } = await tickbench('card', 'new', '--card-image', both, '--issuer', issuer)
      expect(exitCode).toBe(2)
      expect(err).toContain('--card-image and --issuer are the same file')
    }
    expect(existsSync(both)).toBe(false)
  })
})

describe('a card past its validity', () => {
  it('is refused before anything is paid, with both dates', async () => {
    const { image, pay } = await newCard('ended')
    const before = readFileSync(image)
    const { exitCode, err } = await pay('17/May/2140:12:00:00')
    expect(exitCode).toBe(2)
    expect(err).toMatch(
      /ended\.card: the card is valid until 20\d\d-\d\d-\d\d, and the payments go to 2140-05-17: make/,
    )
    expect(readFileSync(image)).toEqual(before)
  })
})

describe('amounts that no purse should hold', () => {
  it('are refused in one line', async () => {
    const { args } = await newCard('rich')
    for (const units of ['99999999999', '9007199254740992', '1e3', '-5', '0']) {
      const { exitCode, err } = await tickbench('card', 'load', units, ...args)
      expect({ units, exitCode }).toEqual({ units, exitCode: 2 })
      expect(err).toMatch(/^tickbench: .*give a whole number from 1 to 1000000000\.\n$/)
    }
  })
})

describe('two at a time', () => {
  it('come one after the other, and every load that says done is on the card', async () => {
    const { args } = await newCard('busy')
    const loads = await Promise.all(Array.from({ length: 4 }, () => tickbench('card', 'load', '500', ...args)))
    const done = loads.filter(({ exitCode }) => exitCode === 0).length
    expect(loads.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 4)).toEqual([])
    expect(done).toBeGreaterThan(0)
    expect(await must('card', 'info', ...args)).toContain(`: ${(1000 + 500 * done).toLocaleString('en')} minor units`)
  })

  it('are told in one line where the first takes too long', async () => {
    const { image, issuer } = await newCard('taken')
    const [held] = await lockFiles([issuer], { limitMs: 0 })
    await expect(lockKept({ cardImage: image, issuer }, () => undefined, 0)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(
        /taken\.issuer: another program still works with it \(process \d+ on .*\); nothing was changed; try again later, or remove .*taken\.issuer\.lock if that no longer runs$/,
      ),
    })
    held?.release()
  })

  it('never make card info call a moment between the two files a disagreement', async () => {
    const { image, issuer, args, pay } = await newCard('moment')
    const old = readFileSync(image)
    await pay(NOON)
    writeFileSync(image, old)
    const [held] = await lockFiles([image, issuer], { limitMs: 0 })
    expect(await must('card', 'info', ...args)).toMatch(/^ledgers {4}cannot be compared now: process \d+ works with/m)
    held?.release()
    expect((await tickbench('card', 'info', ...args)).exitCode).toBe(1)
  })
})

describe('a process that was killed between the two files', () => {
  it('has its work ended by the next one, or undone', async () => {
    const { image, issuer, args, pay } = await newCard('half')
    const [oldImage, oldIssuer] = [readFileSync(image), readFileSync(issuer)]
    await pay(NOON, 3)
    const [newImage, newIssuer] = [readFileSync(image), readFileSync(issuer)]
    writeFileSync(image, oldImage)
    writeFileSync(`${image}.next`, newImage) // killed after the issuer's file
    expect(await must('card', 'info', ...args)).toContain('a run was killed between its two files')
    await must('card', 'load', '5', ...args)
    expect(await must('card', 'info', ...args)).toMatch(/: 1,002 minor units[^]*ledgers {4}agree/)
    writeFileSync(image, oldImage)
    writeFileSync(issuer, oldIssuer)
    writeFileSync(`${image}.next`, newImage) // killed before it
    writeFileSync(`${issuer}.next`, newIssuer)
    await must('card', 'load', '5', ...args)
    expect(await must('card', 'info', ...args)).toMatch(/: 1,005 minor units[^]*ledgers {4}agree/)
    writeFileSync(`${image}.next`, newImage.subarray(0, 100)) // killed while it wrote
    await must('card', 'load', '5', ...args)
    expect(await must('card', 'info', ...args)).toMatch(/: 1,010 minor units[^]*ledgers {4}agree/)
    expect(readdirSync(dirname(image)).filter((name) => /^half\..*(next|tmp|lock)/.test(name))).toEqual([])
  })
})

describe('files with keys', () => {
  it('are their owner’s alone, also where they were everybody’s, and stay where a link leads', async () => {
    const { image, issuer, args } = await newCard('mode')
    const link = written('mode.link')
    symlinkSync(image, link)
    await must('card', 'load', '5', '--card-image', link, '--issuer', issuer)
    expect([image, issuer].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
    expect(await must('card', 'info', ...args)).toContain(': 1,005 minor units')
  })
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printHex } from '../../src/bytes/hex.ts'
import { loadIssuer } from '../party/issuer-file.ts'
import { tickbench } from './testing/captured.ts'
import { compared, LOG, testFolder } from './testing/small-log.ts'

const written = testFolder()

/** A card image and an issuer that no other test uses. */
function files(name: string): { readonly image: string; readonly issuer: string; readonly args: readonly string[] } {
  const [image, issuer] = [written(`${name}.card`), written(`${name}.issuer`)]
  const args = [written(`${name}.log`, LOG), '--scheme', 'cafe-tick', '--card-image', image, '--issuer', issuer]
  return { image, issuer, args }
}

describe('compare --card-image --issuer', () => {
  it('keeps one card over runs: what was paid is gone, and the money still adds up', async () => {
    const { args } = files('twice')
    const first = await compared(...args)
    expect(first.reader).toMatch(/: new$/)
    const second = await compared(...args)
    expect(second.reader).toMatch(
      /tick purse [0-9a-f]{16}: 2,044 minor units of CHF, last transaction 3, no chain open$/i,
    )
    const third = await compared(...args)
    expect(third.reader).toContain('2,040 minor units of CHF, last transaction 5')
    expect([first, second, third].map(({ holds }) => holds)).toEqual([true, true, true])
    expect(third.schemes[0]).toMatchObject({ revenueBySeller: { '/a': '3', '/': '1' } })
  })

  it('times the kept card as any other, and lets other schemes use cards of their own', async () => {
    const { args } = files('timed')
    const more = ['--scheme', 'purse-mac', '--suite', 'p256', '--card-profile', 'jcop4-j3r180']
    await compared(...args, ...more)
    const { schemes } = await compared(...args, ...more)
    expect(schemes.map(({ modelledNs }) => modelledNs?.samples)).toEqual([4, 4])
  })

  it('never prints a key', async () => {
    const { args, issuer } = files('secret')
    const { out, err } = await tickbench('compare', ...args)
    const { certificateKey, loadMaster } = await loadIssuer(issuer)
    for (const secret of [certificateKey.secretKey, loadMaster]) {
      expect(`${out}${err}`.toLowerCase()).not.toContain(printHex(secret).toLowerCase().slice(0, 16))
    }
  })

  it('leaves both files as they were when the run cannot be made', async () => {
    const { args, image } = files('kept')
    await compared(...args)
    const before = readFileSync(image)
    const other = written('kept.other')
    const { exitCode, err } = await tickbench('compare', ...args.slice(0, -1), other)
    expect({ exitCode, err }).toEqual({
      exitCode: 5,
      err: 'tickbench: the purse on this card was made by another issuer: give its file with --issuer\n',
    })
    expect(readFileSync(image)).toEqual(before)
    expect(existsSync(other)).toBe(false)
  })

  it.each([
    ['an image that is none', (file: string) => writeFileSync(file, 'no card'), undefined],
    ['an issuer that is none', undefined, (file: string) => writeFileSync(file, 'no issuer')],
  ])('refuses %s in one line', async (name, spoilImage, spoilIssuer) => {
    const { args, image, issuer } = files(name.replaceAll(' ', '-'))
    spoilImage?.(image)
    spoilIssuer?.(issuer)
    const { exitCode, err } = await tickbench('compare', ...args)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/^tickbench: --(card-image|issuer) .* is no .*\n$/)
  })

  it.each([
    ['an image without an issuer', ['--card-image', 'x.card']],
    ['an issuer without a card', ['--issuer', 'x.issuer', '--reader', 'emulated:']],
    ['an image in a real reader', ['--card-image', 'x.card', '--issuer', 'x.issuer', '--reader', 'pcsc:']],
    ['an image in no folder', ['--card-image', '/nowhere/x.card', '--issuer', '/nowhere/x.issuer']],
  ])('refuses %s in one line', async (_name, options) => {
    const { exitCode, err } = await tickbench('compare', written('small.log', LOG), ...options)
    expect(exitCode).toBe(2)
    expect(err).toMatch(/^tickbench: --(card-image|issuer).*\n$/)
  })
})

describe('an issuer in a file', () => {
  it('is refused when any byte is changed or cut off', async () => {
    const { args, issuer } = files('altered')
    await compared(...args)
    const whole = readFileSync(issuer)
    for (const at of [0, 8, 9, 40, whole.length - 33, whole.length - 1]) {
      const altered = Uint8Array.from(whole)
      altered[at] = (altered[at] ?? 0) ^ 1
      writeFileSync(issuer, altered)
      await expect(loadIssuer(issuer)).rejects.toThrow(/IssuerFile/)
    }
    writeFileSync(issuer, whole.subarray(0, -1))
    await expect(loadIssuer(issuer)).rejects.toThrow(/IssuerFile/)
  })
})

import { expect, it } from 'vitest'
import { fullCard } from './full-card.ts'
import { settingNamed } from './card-setting.ts'
import { sleptPort } from './slept-port.ts'

const SELECT = Uint8Array.from(Buffer.from('00A404000AF07469636B707572736500', 'hex'))

it('lets an exchange take what the modelled card takes, the work of the host included', () => {
  const { port, clock } = fullCard('p256', { setting: settingNamed('jcop4-j3r180') })
  if (clock === undefined) throw new Error('no clock')
  const made = clock.nowNs() // its memory was written
  const passed = (): number => clock.nowNs() - made
  let now = 0n
  const sleeps: number[] = []
  const slow = sleptPort(
    { ...port, powerOn: () => port.powerOn(), exchange: (command) => ((now += 500_000n), port.exchange(command)) },
    clock,
    {
      clock: () => now,
      sleepMs(ms) {
        sleeps.push(ms)
        now += BigInt(Math.round(ms * 1e6)) + 100_000n // timers come late
      },
    },
  )
  slow.powerOn()
  expect(slow.exchange(SELECT).slice(-2)).toEqual(Uint8Array.of(0x90, 0))
  expect(sleeps[0]).toBeCloseTo(passed() / 1e6 - 0.5, 3)
  for (let i = 0; i < 5; i += 1) slow.exchange(SELECT)
  expect(sleeps).toHaveLength(6)
  expect(Math.abs(Number(now) - passed())).toBeLessThan(200_000)
})

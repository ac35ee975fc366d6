import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CompilerError } from '../native/compile.ts'
import { elapsedStopwatch } from '../measure/stopwatch.ts'
import type { Subject } from '../run/executor.ts'
import { nativeReference } from './native-reference.ts'

const invented = fileURLToPath(new URL('testing/invented-yardstick.ts', import.meta.url))

function open(how: string, name: string): Promise<Subject> {
  const program = [process.execPath, '--import', 'tsx', invented, how]
  const { cases } = nativeReference(1, () => ({ program, compiler: 'invented' }))
  return Promise.resolve(cases.find((one) => one.name === name)!.open(elapsedStopwatch().start))
}

describe('the native reference', () => {
  it.each(['plain chain', 'indexed chain', 'plain coupons', 'indexed coupons'])('tells what %s take', async (work) => {
    const subject = await open('right', `${work}, C without Node`)
    expect([await subject.operation(3), await subject.operation(7)]).toEqual([3000, 7000])
    await subject.close?.()
  })

  it('is lost where it computes something else', async () => {
    await expect(open('wrong', 'indexed chain, C without Node')).rejects.toThrow('computes something else')
    const subject = await open('wrong', 'indexed coupons, C without Node')
    await expect(subject.operation(1)).rejects.toThrow('judged a coupon wrongly')
    await subject.close?.()
  })

  it('is lost where it does not start or has ended', async () => {
    await expect(open('silent', 'plain chain, C without Node')).rejects.toThrow('has ended')
    const { cases } = nativeReference(1, () => ({ program: ['/nowhere/yardstick'], compiler: '' }))
    await expect(cases[0]!.open(elapsedStopwatch().start)).rejects.toThrow('has ended: spawn /nowhere/yardstick ENOENT')
  })

  it('is one note where nothing compiles it', () => {
    const { cases, notes } = nativeReference(1, () => {
      throw new CompilerError('no C compiler: cc cannot be started')
    })
    expect([cases, notes]).toEqual([[], ['native reference: not measured, no C compiler: cc cannot be started']])
  })
})

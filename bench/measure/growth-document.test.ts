import { expect, it } from 'vitest'
import { GROWTH, growthWords, type Growth } from './growth-document.ts'
import { checkJson } from './json-document.ts'

const law = { chance: 0.5, largestResidual: 0.0213, alsoFit: [] } as const
const growth = { each: 'a coupon', points: [64, 128, 1024, 2048, 4096], processes: 8, localExponents: [0.12, 1.05] }
const exponent = { median: 0.2, low: 0.18, high: 0.22 }

it.each<[NonNullable<Growth['law']> | null, string]>([
  [{ ...law, kind: 'constant', start: 5e4 }, 'constant (±3 %)'],
  [{ ...law, kind: 'affine', start: 49e3, slope: 230 }, '49.0 µs + 230 ns a coupon'],
  [{ ...law, kind: 'affine', start: 0, slope: 230, alsoFit: ['power'] }, '230 ns a coupon; a power of n fits as well'],
  [{ ...law, kind: 'step', start: 1e3, jump: { at: 128, ns: 120 } }, 'jumps by 12 % at 128, else constant (±3 %)'],
  [
    { ...law, kind: 'stepAffine', start: 1e3, jump: { at: 128, ns: 3312 }, slope: 2600 },
    'jumps 4.3-fold at 128, then 2.60 µs a coupon more',
  ],
  [{ ...law, kind: 'power', start: 1, exponent }, 'n^0.20 (0.18 – 0.22), n from 64 to 4,096'],
  [{ ...law, kind: 'power', start: 1, exponent, alsoFit: ['logarithm'] }, 'about n^0.20; a logarithm fits as well'],
  [
    { ...law, kind: 'logarithm', start: 100, slope: 10, alsoFit: ['affine', 'power', 'step'] },
    '160 ns at 64, 10.0 ns more each time n doubles; a straight line, a power of n and a step fit as well',
  ],
  [null, 'no simple law: local exponents 0.12 to 1.05'],
])('%# is told by its law, or by none', (one, words) => {
  expect(growthWords({ ...growth, law: one })).toBe(words)
})

it('says what was too few', () => {
  expect(growthWords({ ...growth, law: null, points: [1, 2, 3] })).toBe(
    'local exponents 0.12 to 1.05, too few points for a law',
  )
  expect(growthWords({ ...growth, law: null, processes: 5 })).toBe('too few processes for a law')
})

it('reads the exponent of an older document as no law: it was fitted within one process', () => {
  const old = { regime: 'g', name: 'g', variable: 'things', points: [1, 2, 4, 8, 16], exponent }
  expect(growthWords(checkJson(old, GROWTH))).toBe('too few processes for a law')
})

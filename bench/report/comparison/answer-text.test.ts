// What the answer says in runs that are not the usual one: nothing in it may be false there.

import { expect, it } from 'vitest'
import { answerSentences } from './answer-text.ts'
import type { Answer, CompareDocument, Range } from '../../compare/document.ts'

const at = (ns: number): Range => ({ low: ns, middle: ns, high: ns })

interface Said {
  readonly names: readonly string[]
  readonly cards?: 'emulated' | 'real'
  readonly modelledNs?: number
  readonly answer?: Partial<Answer>
}

const isCard = (name: string): boolean => name === 'cafe-tick'

function sentences({ names, cards = 'emulated', modelledNs, answer }: Said): string {
  const document = {
    card: modelledNs === undefined ? null : 'some-card',
    cards,
    schemes: names.map((name) => ({
      name,
      modelledNs:
        modelledNs !== undefined && isCard(name) ? { mean: modelledNs, upper: { mean: 2 * modelledNs } } : null,
    })),
    answer: {
      rounds: 9,
      costs: names.map((scheme) => ({
        scheme,
        payer: isCard(scheme) ? null : at(1_000),
        seller: at(2_000),
        backOffice: at(4_000),
        processors: at(6_500),
      })),
      cheaper: null,
      phases: [],
      countedTo: 113,
      verification: { step: at(100), card: null },
      ...answer,
    },
  }
  return answerSentences(document as unknown as CompareDocument).join('\n')
}

it('speaks of a card only where one played, and says where its time comes from', () => {
  expect(sentences({ names: ['ikp-coupon'] })).not.toMatch(/card/)
  expect(sentences({ names: ['ikp-coupon', 'cafe-tick'], modelledNs: 1e6 })).toMatch(/modelled on some-card\./)
  expect(sentences({ names: ['cafe-tick'] })).toMatch(/a card was not modelled\./)
  expect(sentences({ names: ['cafe-tick'], cards: 'real' })).toMatch(/the rows measured above\./)
})

it('adds up what its table shows, the card included', () => {
  const text = sentences({ names: ['ikp-coupon', 'cafe-tick'], modelledNs: 10_000 })
  expect(text).toContain('a payment takes 7.00 µs in ikp-coupon, 16.0 µs – 26.0 µs in cafe-tick.')
})

it('says for which payments a scheme is the cheapest, and which scheme was left out', () => {
  const phases = [{ from: 1, scheme: 'ikp-broker' }]
  const counted = sentences({ names: ['ikp-coupon', 'ikp-broker'], answer: { phases } })
  expect(counted).toMatch(/payments of 1 unit in a row .*: cheapest is ikp-broker throughout\.$/m)
  const auto = sentences({ names: ['ikp-coupon', 'ikp-broker', 'ikp-auto'], answer: { phases } })
  expect(auto).toMatch(/cheapest is ikp-broker throughout\. ikp-auto left out:/)
  const own = sentences({ names: ['ikp-coupon', 'cafe-tick', 'mine'], answer: { phases } })
  expect(own).toMatch(/throughout\. mine left out: it is in no list here\.$/m)
})

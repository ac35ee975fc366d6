import { expect, it } from 'vitest'
import { poweredCard, send } from '../testing/powered-card.ts'
import { echoApplet } from './echo-applet.ts'

it.each([
  ['gives data back', '8010000002AABB00', 'aabb9000'],
  ['gives as many bytes as P1 P2 say', '8012000400', '000102039000'],
  ['swallows data', '8014000002AABB', '9000'],
  ['knows no other instruction', '8016000000', '6d00'],
  ['knows no interindustry class', '0010000000', '6e00'],
])('%s', (_, command, answer) => {
  expect(send(poweredCard({ applets: [echoApplet()] }), command)).toBe(answer)
})

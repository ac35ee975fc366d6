// A suite to copy: a MAC on each engine, over the length of an order. A suite says what its cases are and what one
// operation of each is; order, repetitions, intervals and doubts are the harness's business.

import type { EngineName } from '../../src/crypto/crypto.ts'
import { createCrypto, ENGINE_NAMES } from '../../src/crypto/engines.ts'
import { seededRandom } from '../../src/crypto/random.ts'
import { processorStopwatch } from '../measure/stopwatch.ts'
import { timed } from '../run/executor.ts'
import type { SuiteCase } from '../suites/suite-case.ts'
import type { OpenableSuite } from '../suites/suite.ts'

const ORDER_BYTES = 64

/** A line in bench/suites/suites.ts makes it `tickbench bench mac`, in processes of its own. */
export const macSuite: OpenableSuite = {
  open({ seed }) {
    const stopwatch = processorStopwatch()
    const random = seededRandom(seed, 'mac suite')
    return {
      name: 'mac',
      cases: ENGINE_NAMES.map(caseOf),
      executor: {
        open({ target }) {
          const crypto = createCrypto(target as EngineName, 'ed25519')
          if (crypto === undefined) throw new TypeError(`no engine ${target}`)
          const [key, message] = [random(32), random(ORDER_BYTES)]
          return {
            operation: timed(stopwatch.start, (operations) => {
              // the tag goes into the next message, so that no compiler can leave the work out
              for (let done = 0; done < operations; done += 1) message.set(crypto.mac(key, message))
            }),
          }
        },
      },
      stopwatch,
      facts: { message: `${ORDER_BYTES} B` },
      notes: [],
    }
  },
}

function caseOf(engine: EngineName): SuiteCase {
  return {
    name: `mac, ${engine}`,
    scenario: 'mac',
    target: engine,
    parameters: { bytes: ORDER_BYTES },
    display: {
      id: `mac/${engine}`,
      regime: 'mac',
      peers: ENGINE_NAMES.filter((other) => other !== engine).map((other) => `mac/${other}`),
    },
  }
}

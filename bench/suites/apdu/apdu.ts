// Suite `apdu`: what a reader layer adds to an exchange, against the one below: the driver against the bare native binding
// (the stand-in for pcscd serves both), the emulated driver against the card in this process, the wrappers against it.
// And what the emulated card adds to a tick (ticks.ts).

import { elapsedStopwatch, processorStopwatch, type Stopwatch } from '../../measure/stopwatch.ts'
import { timedAsync, type Executor } from '../../run/executor.ts'
import { echoOf } from '../card/echo-operations.ts'
import type { SuiteCase } from '../suite-case.ts'
import type { OpenableSuite } from '../suite.ts'
import { openLayers, type Layer } from './layers.ts'
import { TICK_FACT, tickCases, tickExecutor } from './ticks.ts'

/** Data both ways; a tick has about the first. */
const SIZES = [16, 250]

export const apduSuite: OpenableSuite = {
  async open() {
    const opened = await openLayers()
    const { layers, notes } = opened
    // Waiting for the service is what a reader costs, so it is not left out; ticks only compute.
    const [waiting, computing] = [elapsedStopwatch(), processorStopwatch()]
    return {
      name: 'apdu',
      cases: [...layers.flatMap(casesOf), ...tickCases()],
      executor: apduExecutor(layerExecutor(layers, waiting.start), tickExecutor(computing.start)),
      stopwatch: computing,
      facts: { command: `echo of ${SIZES.join(' and ')} B; time: ${waiting.name}`, ticks: TICK_FACT },
      notes,
      close: () => opened.close(),
    }
  },
}

function casesOf({ name, below }: Layer): SuiteCase[] {
  return SIZES.map((bytes) => ({
    name: `${name}, ${bytes} B`,
    scenario: name,
    target: 'this host',
    parameters: { bytes },
    seat: 'layers',
    display: { regime: below === undefined ? 'an exchange' : 'what a layer adds', isElapsed: true, peers: [] },
  }))
}

function apduExecutor(ofLayers: Executor, ofTicks: Executor): Executor {
  return { open: (one) => (one.scenario === 'tick' ? ofTicks.open(one) : ofLayers.open(one)) }
}

/** Exported for the tests. */
export function layerExecutor(layers: readonly Layer[], start: Stopwatch): Executor {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  return {
    open({ scenario, parameters }) {
      const layer = byName.get(scenario)
      if (layer === undefined) throw new TypeError(`no layer ${scenario}`)
      const bytes = Number(parameters['bytes'])
      const repeated = (exchange: Layer['exchange']) =>
        timedAsync(start, async (operations) => {
          for (let done = 0; done < operations; done += 1) await exchange(echoOf(bytes, bytes))
        })
      const { below } = layer
      return { operation: repeated(layer.exchange), ...(below !== undefined && { baseline: repeated(below) }) }
    },
  }
}

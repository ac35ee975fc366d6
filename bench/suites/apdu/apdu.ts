// Suite `apdu`: what a reader layer adds to an exchange, against the one below: the driver against the bare native binding
// (the stand-in for pcscd serves both), the emulated driver against the card in this process, the wrappers against it.
// And what the emulated card adds to a tick (ticks.ts).

import type { BenchDocument } from '../../measure/result.ts'
import { elapsedStopwatch, processorStopwatch, type Stopwatch } from '../../measure/stopwatch.ts'
import { timedAsync, type Executor } from '../../run/executor.ts'
import { echoOf } from '../card/echo-operations.ts'
import { measureSuite, type SuiteOptions } from '../suite.ts'
import type { SuiteCase } from '../suite-case.ts'
import { openLayers, type Layer } from './layers.ts'
import { TICK_FACT, tickCases, tickExecutor } from './ticks.ts'

/** Data both ways; a tick has about the first. */
const SIZES = [16, 250]

/** Throws `SampleLogError` for a samples file of another run. */
export async function measureApduSuite(options: SuiteOptions): Promise<BenchDocument> {
  const opened = await openLayers()
  const { layers, notes } = opened
  try {
    // Waiting for the service is what a reader costs, so it is not left out; ticks only compute.
    const [stopwatch, computing] = [elapsedStopwatch(), processorStopwatch()]
    return await measureSuite(
      {
        name: 'apdu',
        cases: [...layers.flatMap(casesOf), ...tickCases()],
        executor: apduExecutor(layerExecutor(layers, stopwatch.start), tickExecutor(computing.start)),
        stopwatch,
        facts: { command: `echo of ${SIZES.join(' and ')} B`, ticks: `${TICK_FACT}; time: ${computing.name}` },
        notes,
      },
      options,
    )
  } finally {
    await opened.close()
  }
}

function casesOf({ name, below }: Layer): SuiteCase[] {
  return SIZES.map((bytes) => ({
    name: `${name}, ${bytes} B`,
    scenario: name,
    target: 'this host',
    parameters: { bytes },
    display: { regime: below === undefined ? 'an exchange' : 'what a layer adds', peers: [] },
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

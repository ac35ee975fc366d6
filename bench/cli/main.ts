#!/usr/bin/env node
// The program `tickbench`.

import { colourChoiceIn } from './colour.ts'
import { leave } from './leave.ts'
import { run } from './program.ts'
import { processTerminal } from './terminal.ts'

const args = process.argv.slice(2)
process.exitCode = await run(args, processTerminal(colourChoiceIn(args)))
leave()

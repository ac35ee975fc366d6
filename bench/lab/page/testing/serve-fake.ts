// The page with an invented session behind it, until Ctrl-C.

import { FakeLab } from './fake-lab.ts'

process.stdout.write(`${await new FakeLab().start(Number(process.argv[2] ?? 0))}\n`)

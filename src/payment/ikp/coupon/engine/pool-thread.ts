// The program of a pool's thread, with the fastest kernel of `src`.

import { selectKernel } from '../../../../chain/kernel/select.ts'
import { servePool } from './pool-serve.ts'

servePool(selectKernel('indexed').kernel)

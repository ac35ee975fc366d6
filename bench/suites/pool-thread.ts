// The program of a pool's thread, with the kernel that the suite's own thread has.

import { servePool } from '../../src/payment/ikp/coupon/engine/pool-serve.ts'
import { fastestKernel } from '../native/fastest-kernel.ts'

servePool(fastestKernel('indexed').kernel)

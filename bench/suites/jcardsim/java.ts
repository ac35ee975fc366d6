// jCardSim, where it can be had: a JVM and the Java applets as Maven has built them in a checkout.

import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageFolder } from '../../measure/package-folder.ts'
import { DEFAULT_SCHEMES } from '../../scheme/named.ts'
import { joinedCard, type JoinedCard } from './joined-card.ts'

/** What it is called with its version, and how it is started; or the sentence that says what is missing. */
export type Java = { readonly name: string; readonly start: () => Promise<JoinedCard> } | { readonly missing: string }

/** The scheme whose purse pays the ticks. */
const [, WITH_TICKS = ''] = DEFAULT_SCHEMES
const MAIN = 'tickbench.sim.TimedCard'

export function findJava(target: string = join(packageFolder(), 'card-applets', 'javacard', 'target')): Java {
  const java = onPath('java')
  if (java === undefined) return { missing: `jCardSim is not measured: no java here (Debian: default-jdk-headless)` }
  const [jar] = existsSync(join(target, 'lib')) ? readdirSync(join(target, 'lib')).filter((name) => JAR.test(name)) : []
  const isBuilt = existsSync(join(target, 'test-classes', ...MAIN.split('.').slice(0, -1), 'TimedCard.class'))
  if (jar === undefined || !isBuilt) {
    return {
      missing: 'jCardSim is not measured: build the Java applets, mvn -q package -DskipTests in card-applets/javacard',
    }
  }
  const classPath = ['classes', 'test-classes', 'lib/*'].map((each) => join(target, each)).join(delimiter)
  return {
    name: jar.replace(/\.jar$/, ''),
    start: () => joinedCard(java, (address) => ['-cp', classPath, MAIN, `echo,hash,${WITH_TICKS}`, address]),
  }
}

const JAR = /^jcardsim-.*\.jar$/

function onPath(program: string): string | undefined {
  const files = process.platform === 'win32' ? [`${program}.exe`] : [program]
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => files.map((file) => join(folder, file))).find((path) => existsSync(path))
}

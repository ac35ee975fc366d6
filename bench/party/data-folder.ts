// The folder that the system has for a program's data (XDG Base Directory Specification 0.8 on Linux).

import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** `$XDG_DATA_HOME/tickbench`, and what stands for it on other systems. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env, system: string = platform()): string {
  return join(systemFolder(environment, system), 'tickbench')
}

function systemFolder({ XDG_DATA_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv, system: string): string {
  if (XDG_DATA_HOME !== undefined && XDG_DATA_HOME !== '') return XDG_DATA_HOME
  if (system === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  return system === 'darwin' ? join(homedir(), 'Library', 'Application Support') : join(homedir(), '.local', 'share')
}

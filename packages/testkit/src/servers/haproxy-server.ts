import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findProgram, type ServerProcess, startServerProcess } from './server-process.ts'

export interface HaproxyOptions {
  /** Text of a configuration file. */
  readonly config: string
  /** One of its ports. */
  readonly port: number
}

/** Starts HAProxy with a configuration, in the foreground. */
export async function startHaproxy({ config, port }: HaproxyOptions): Promise<ServerProcess> {
  const folder = openTemporaryFolder()
  const file = join(folder.path, 'haproxy.cfg')
  writeFileSync(file, config)
  return startServerProcess({
    program: findProgram('haproxy'),
    args: ['-db', '-f', file],
    port,
    probe: () => reach(port),
    remove: () => folder.remove(),
  })
}

const reach = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
  })

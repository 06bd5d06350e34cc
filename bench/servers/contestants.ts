import type { BudgetContext } from '../budgets/budget.ts'
import type { Load } from '../measure/attack.ts'
import type { Contestant } from '../measure/laps.ts'
import { serverCores } from '../measure/pinning.ts'
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from '../measure/server-process.ts'
import { createInstallation, type Installation, type InstallationOptions } from './installation.ts'

type Resources = Pick<BudgetContext, 'resources'>

export interface Latchkey {
  readonly installation: Installation
  readonly server: ServerProcess
}

/** The server under test on an installation of its own. */
export async function startLatchkey(context: Resources, options: InstallationOptions): Promise<Latchkey> {
  const installation = await installed(context, options)
  const cores = serverCores(options.workers ?? 1)
  return { installation, server: await started(context, 'servers/latchkey.ts', { args: [installation.configFile], cores }) }
}

export async function installed({ resources }: Resources, options: InstallationOptions): Promise<Installation> {
  const installation = await createInstallation(options)
  resources.defer(() => installation.remove())
  return installation
}

export async function started({ resources }: Resources, script: string, options?: ServerProcessOptions): Promise<ServerProcess> {
  const server = await startServerProcess(script, options)
  resources.defer(() => server.stop())
  return server
}

/** A server of the platform alone, asked the same and answering the same number of bytes. */
export async function yardstickOf(
  context: Resources,
  script: 'bare' | 'bare-fastify',
  { server, load }: Contestant,
): Promise<Contestant> {
  const answer = await answerTo(server, load, load.bodies[0])
  return { server: await started(context, `yardsticks/${script}.ts`, { args: [answer] }), load: { ...load, path: '/' } }
}

export const VERIFY = '/v2alpha1/admin/apiKeys:verify'

/** One verification per credential; throws when some of them do not come out valid. */
export async function verifying({ installation, server }: Latchkey, credentials: readonly string[]): Promise<Contestant> {
  const bodies = credentials.map((credential) => JSON.stringify({ credential }))
  const load: Load = { path: VERIFY, bodies, headers: installation.headers }
  for (const body of [bodies.at(0), bodies.at(-1)]) {
    const answer = await answerTo(server, load, body)
    if (!answer.includes('"is_valid":true')) throw new Error(`a credential of the load is not valid: ${answer}`)
  }
  return { server, load }
}

/** One request of a load; throws when it is refused. */
export async function answerTo(
  server: ServerProcess,
  { path, headers }: Omit<Load, 'bodies'>,
  body: string | undefined,
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.ready.port}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: body ?? '',
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`)
  return text
}

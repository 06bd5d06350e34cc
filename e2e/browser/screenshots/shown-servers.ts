import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, startTestServer, type TestServer } from '../../support/test-server.ts'
import { END_OF_STORY, repeatableChance, startSeededServer } from './seeded-server.ts'
import { stillClock } from './still-clock.ts'

/** What pictures need to know of the servers that they are of. */
export interface Shown {
  readonly ids: Readonly<Record<'project' | 'key' | 'webhook' | 'workspace' | 'sandbox' | 'begun', string>>
  readonly secret: string
  readonly invitationToken: string
  /** Below the console. */
  readonly setupPath: string
}

export interface ShownServer {
  readonly port: number
  /** The session of its owner; `undefined` where nobody has come yet. */
  readonly cookie: string | undefined
}

export interface ShownServers {
  readonly shown: Shown
  /** One that is in use, one that was just set up, one that waits for its first account. */
  readonly inUse: ShownServer
  readonly begun: ShownServer
  readonly fresh: ShownServer
  stop(): Promise<void>
}

const startFreshServer = (): Promise<TestServer> =>
  startTestServer({
    config: { console: { registration: 'open' } },
    overrides: { clock: stillClock(END_OF_STORY), random: repeatableChance() },
  })

const setupLinkOf = ({ server }: TestServer): URL => new URL(readFileSync(join(server.dataDir, 'setup-link'), 'utf8').trim())

async function claim(server: TestServer): Promise<string> {
  const { hash } = setupLinkOf(server)
  const answer = await call(`${server.endpoint}/console/api/setup`, 'POST', {
    body: { token: hash.replace('#token=', ''), email: 'ada@acme.example', password: 'correct horse battery staple' },
    headers: { origin: server.endpoint },
  })
  return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
}

export async function startShownServers(): Promise<ShownServers> {
  const seeded = await startSeededServer()
  const [begun, fresh] = await Promise.all([startFreshServer(), startFreshServer()])
  return {
    shown: {
      ids: { ...seeded.ids, begun: begun.slug },
      secret: seeded.secret,
      invitationToken: seeded.invitationToken,
      setupPath: `setup${setupLinkOf(fresh).hash}`,
    },
    inUse: { port: seeded.server.port, cookie: seeded.ownerCookie },
    begun: { port: begun.port, cookie: await claim(begun) },
    fresh: { port: fresh.port, cookie: undefined },
    stop: async () => void (await Promise.all([seeded.server, begun, fresh].map((server) => server.stop()))),
  }
}

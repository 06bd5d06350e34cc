import { startTestServer, type TestServer, type TestServerOptions } from '../../support/test-server.ts'
import { Api } from './api.ts'

export interface Served {
  readonly server: TestServer
  readonly api: Api
}

/** Runs `act` against a server of its own that is gone afterwards. */
export async function withServer<R>(options: TestServerOptions, act: (served: Served) => Promise<R>): Promise<R> {
  const server = await startTestServer(options)
  const api = new Api(server)
  try {
    return await act({ server, api })
  } finally {
    api.close()
    await server.stop()
  }
}

/** Runs `act` for 0, 1, 2 … one after another. */
export async function times(count: number, act: (index: number) => Promise<void>): Promise<void> {
  for (let index = 0; index < count; index++) await act(index)
}

/** `count` calls at once. */
export const together = <R>(count: number, act: (index: number) => Promise<R>): Promise<R[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)))

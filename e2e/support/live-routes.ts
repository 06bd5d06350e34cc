import diagnostics from 'node:diagnostics_channel'

interface Mounted {
  readonly method: string | readonly string[]
  readonly url: string
}

/** Every route of the servers that are started meanwhile, as `METHOD /path/{parameter}`, read off the routers themselves. */
export async function watchRoutes<R>(act: () => Promise<R>): Promise<{ readonly routes: readonly string[]; readonly result: R }> {
  const routes: string[] = []
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: { addHook(name: 'onRoute', hook: (route: Mounted) => void): void } }
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one} ${templateOf(url)}`)
    })
  }
  diagnostics.subscribe('fastify.initialization', watch)
  try {
    return { routes, result: await act() }
  } finally {
    diagnostics.unsubscribe('fastify.initialization', watch)
  }
}

/** The router's words for a parameter and a colon, in those of OpenAPI. */
const templateOf = (url: string): string => url.replace(/:([a-z_]+)\(\[\^:\/\]\+\)/g, '{$1}').replaceAll('::', ':')

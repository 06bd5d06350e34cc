// Writes openapi.json from the route descriptors.
import { readFileSync, writeFileSync } from 'node:fs'
import { buildOpenApi, openApiText } from './src/openapi.ts'
import { controlRoutes, routes, serverRoutes } from './src/routes.ts'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string }
writeFileSync(
  new URL('openapi.json', import.meta.url),
  openApiText(buildOpenApi([...routes, ...controlRoutes, ...serverRoutes], { version })),
)

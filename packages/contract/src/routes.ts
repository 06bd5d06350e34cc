import type { RouteDescriptor } from './route.ts'
import { anyKeyRoutes } from './routes/any-key.ts'
import { importedKeyRoutes } from './routes/imported-keys.ts'
import { issuedKeyRoutes } from './routes/issued-keys.ts'
import { serverRoutes as ofTheServer } from './routes/server.ts'

export type { RouteDescriptor, RoutePermission } from './route.ts'

/** Every operation below a project. */
export const routes: readonly RouteDescriptor[] = [...issuedKeyRoutes, ...importedKeyRoutes, ...anyKeyRoutes]

/** What a process answers by itself: health, version, its own description. */
export const serverRoutes: readonly RouteDescriptor[] = ofTheServer

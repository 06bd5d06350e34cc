import type { RouteDescriptor } from './route.ts'
import { accessKeyRoutes } from './routes/access-keys.ts'
import { anyKeyRoutes } from './routes/any-key.ts'
import { auditEventRoutes, workspaceAuditEventRoutes } from './routes/audit-events.ts'
import { consoleRoutes as ofTheConsole } from './routes/console.ts'
import { importedKeyRoutes } from './routes/imported-keys.ts'
import { issuedKeyRoutes } from './routes/issued-keys.ts'
import { memberRoutes } from './routes/members.ts'
import { projectRoutes } from './routes/projects.ts'
import { serverRoutes as ofTheServer } from './routes/server.ts'
import { usageRoutes } from './routes/usage.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { workspaceRoutes } from './routes/workspaces.ts'

export type { ControlPermission, RouteDescriptor, RoutePermission } from './route.ts'

/** Every operation below a project. */
export const routes: readonly RouteDescriptor[] = [
  ...issuedKeyRoutes,
  ...importedKeyRoutes,
  ...anyKeyRoutes,
  ...auditEventRoutes,
  ...usageRoutes,
]

/** Every operation on workspaces and projects. */
export const controlRoutes: readonly RouteDescriptor[] = [
  ...projectRoutes,
  ...workspaceRoutes,
  ...memberRoutes,
  ...accessKeyRoutes,
  ...workspaceAuditEventRoutes,
  ...webhookRoutes,
]

/** What only browsers ask; not part of the described API. */
export const consoleRoutes: readonly RouteDescriptor[] = ofTheConsole

/** What a process answers by itself: health, version, its own description. */
export const serverRoutes: readonly RouteDescriptor[] = ofTheServer

import type { ConsoleHandler } from '../operation.ts'
import { makeChecklistHandlers } from './checklist.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { makeEntranceHandlers } from './entrance.ts'
import { makeLimitsHandlers } from './limits.ts'
import { makeOidcHandlers } from './oidc.ts'
import { makeSessionHandlers } from './sessions.ts'
import { makeSettingSourceHandlers } from './setting-sources.ts'
import { makeSystemHandlers } from './system.ts'

/** By operation id: what only a browser asks. */
export const makeConsoleHandlers = (deps: ConsoleHandlerDependencies): Readonly<Record<string, ConsoleHandler>> => ({
  ...makeEntranceHandlers(deps),
  ...makeSessionHandlers(deps),
  ...makeLimitsHandlers(deps),
  ...makeOidcHandlers(deps),
  ...makeSettingSourceHandlers(deps),
  ...makeChecklistHandlers(deps),
  ...makeSystemHandlers(deps),
})

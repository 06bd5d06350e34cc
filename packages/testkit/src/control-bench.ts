import assert from 'node:assert/strict'
import { controlRoutes, type RouteDescriptor } from '@latchkey/contract/routes'
import { serialiseMessage } from '@latchkey/contract/serialise'
import { compileMessage, compileQuery } from '@latchkey/contract/validate'
import type { ControlCaller } from '@latchkey/core/access/control-caller'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { ControlHandler, ControlTarget, OperationReply } from '@latchkey/server/http/operation'

/** What a request to the control plane says, as JSON and text. */
export interface ControlInput {
  readonly caller: ControlCaller
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A good answer: its status, its headers, and its body as whoever asked reads it. */
export interface ControlAnswer extends Pick<OperationReply, 'status' | 'headers'> {
  readonly json: unknown
}

/**
 * Calls handlers as the pipeline does once it has let a caller in: bodies and queries are read by the contract, places are
 * found by the path, and a good answer is written by the contract, which must declare all of it.
 */
export const makeControlCaller =
  (handlers: Readonly<Record<string, ControlHandler>>, projects: Pick<ProjectStore, 'findProject' | 'findWorkspace'>) =>
  async (operationId: string, { caller, params = {}, query = {}, body }: ControlInput): Promise<ControlAnswer> => {
    const route: RouteDescriptor | undefined = controlRoutes.find((candidate) => candidate.operationId === operationId)
    const handler = handlers[operationId]
    if (route === undefined || handler === undefined) throw new Error(`no such operation: ${operationId}`)
    const reply = await handler({
      caller,
      target: await targetOf(params, projects),
      requestId: 'request-1',
      clientIp: '192.0.2.1',
      body: route.body === undefined ? undefined : read(compileMessage(route.body).parse(body ?? {})),
      params: { ...params },
      query: route.query === undefined ? {} : (read(compileQuery(route.query).parse(query)) as Record<string, unknown>),
      ifMatch: undefined,
      headers: {},
      origin: 'https://keys.example.com',
    })
    return answerOf(route, reply)
  }

async function targetOf(
  { workspace, project }: Readonly<Record<string, string>>,
  projects: Pick<ProjectStore, 'findProject' | 'findWorkspace'>,
): Promise<ControlTarget> {
  if (project === undefined) {
    return { workspace: workspace === undefined ? undefined : await projects.findWorkspace(workspace), stored: undefined }
  }
  const stored = await projects.findProject({ id: project })
  return { workspace: stored?.workspace, stored }
}

type Reading = ReturnType<ReturnType<typeof compileMessage>['parse']>

function read(reading: Reading): unknown {
  if (!reading.ok) throw invalidField(reading.field, reading.rule)
  return reading.value
}

function answerOf({ responses }: RouteDescriptor, { status, headers, body }: OperationReply): ControlAnswer {
  const schema = responses[status]
  if (schema === undefined) assert.fail(`status ${status} is not in the contract`)
  if (schema === null) {
    assert.equal(body, undefined)
    return { status, json: undefined, ...(headers && { headers }) }
  }
  const json: unknown = JSON.parse(serialiseMessage(schema)(body))
  assert.deepEqual(json, JSON.parse(JSON.stringify(body)))
  return { status, json, ...(headers && { headers }) }
}

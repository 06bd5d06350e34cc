import assert from 'node:assert/strict'
import { type RouteDescriptor, routes } from '@latchkey/contract/routes'
import { serialiseMessage } from '@latchkey/contract/serialise'
import { compileMessage, compileQuery } from '@latchkey/contract/validate'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { Project } from '@latchkey/core/project/project'
import type { OperationHandler, OperationReply } from '@latchkey/server/http/operation'
import { call as asking } from './use-case-bench.ts'

/** What a request says, as JSON and text. */
export interface OperationInput {
  readonly body?: unknown
  readonly keyId?: string
  readonly query?: Readonly<Record<string, string>>
  readonly ifMatch?: string
}

/**
 * Calls handlers as the pipeline does: bodies and queries are read by the contract, and a good answer is held against the
 * contract, so that a missing or undeclared member fails the test.
 */
export const makeCaller =
  (handlers: Readonly<Record<string, OperationHandler>>, project: Project) =>
  async (operationId: string, { body, keyId, query = {}, ifMatch }: OperationInput = {}): Promise<OperationReply> => {
    const route = routes.find((candidate) => candidate.operationId === operationId)
    const handler = handlers[operationId]
    if (route === undefined || handler === undefined) throw new Error(`no such operation: ${operationId}`)
    const reply = await handler({
      project,
      caller: asking.caller,
      requestId: asking.requestId,
      clientIp: asking.ip,
      body: route.body === undefined ? undefined : read(compileMessage(route.body).parse(body ?? {})),
      params: keyId === undefined ? {} : { key_id: keyId },
      query: route.query === undefined ? {} : (read(compileQuery(route.query).parse(query)) as Record<string, unknown>),
      ifMatch,
      headers: {},
    })
    checkReply(route, reply)
    return reply
  }

type Reading = ReturnType<ReturnType<typeof compileMessage>['parse']>

function read(reading: Reading): unknown {
  if (!reading.ok) throw invalidField(reading.field, reading.rule)
  return reading.value
}

/** A good answer has every member that the contract promises and none that it does not declare. */
function checkReply({ responses }: RouteDescriptor, { status, body }: OperationReply): void {
  const schema = responses[status]
  if (status >= 400) return
  if (schema === undefined) assert.fail(`status ${status} is not in the contract`)
  if (schema === null) {
    assert.equal(body, undefined)
    return
  }
  assert.deepEqual(JSON.parse(serialiseMessage(schema)(body)), JSON.parse(JSON.stringify(body)))
  const { required = [] } = schema as { readonly required?: readonly string[] }
  const members = new Set(Object.keys(body as object))
  assert.deepEqual(
    required.filter((name) => !members.has(name)),
    [],
  )
}

import type { RouteDescriptor } from '@latchkey/contract/routes'
import { compileMessage, compileQuery, type MessageReader } from '@latchkey/contract/validate'
import { DomainError, invalidField } from '@latchkey/core/errors/domain-error'
import type { FastifyRequest } from 'fastify'
import type { OperationCall } from './operation.ts'
import { getFacts } from './request-facts.ts'

/** What a handler reads of a request, whoever sent it. */
export type RouteInput = Pick<OperationCall, 'requestId' | 'clientIp' | 'body' | 'params' | 'query' | 'ifMatch'>

/** Reads a request by the route's schemas; throws `bad_request` that names the field. */
export function makeInputReader(route: RouteDescriptor): (request: FastifyRequest) => RouteInput {
  const body = route.body && compileMessage(route.body)
  const query = route.query && compileQuery(route.query)
  const optional = route.bodyOptional === true
  return (request) => {
    const { requestId, clientIp } = getFacts(request.raw)
    return {
      requestId,
      clientIp,
      body: body && read(body, request.body === undefined && optional ? {} : request.body),
      params: request.params as Record<string, string>,
      query: (query === undefined ? {} : read(query, request.query)) as Record<string, unknown>,
      ifMatch: request.headers['if-match'],
    }
  }
}

function read<Message>(reader: MessageReader<Message>, value: unknown): Message {
  const result = reader.parse(value)
  if (!result.ok) throw invalidField(result.field === '' ? 'body' : result.field, result.rule)
  return result.value
}

/** A request that reached its handler without being admitted: a wiring mistake, and nobody gets in by it. */
export function requireAdmitted<Admitted>(admitted: Admitted | undefined): Admitted {
  if (admitted === undefined) throw new DomainError('unauthorized')
  return admitted
}

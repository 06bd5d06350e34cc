import { describeMismatch } from '@latchkey/contract/describe-mismatch'
import { ErrorEnvelope } from '@latchkey/contract/messages/system'
import type { Reply } from './api.ts'
import type { Operation } from './openapi-requests.ts'

/** A path that the fuzzer has bent may lead to another operation, or to none; then it is an error like any other. */
const ANYWHERE: ReadonlySet<number> = new Set([400, 404, 405, 406, 413, 415])

/** What the document does not say of an answer; `undefined` when it says all of it. */
export function mismatchOf({ responses, streams, path }: Operation, { status, headers, body }: Reply): string | undefined {
  const schema = responses.get(status)
  if (schema !== undefined) return describeMismatch(schema, body)
  if (path.startsWith('/docs') && status === 200) return undefined
  if (status === 200 && streams.some((type) => String(headers['content-type']).startsWith(type))) return undefined
  if (responses.has(status))
    return body === undefined ? undefined : `a body where there should be none (${headers['content-type']})`
  return ANYWHERE.has(status) ? describeMismatch(ErrorEnvelope, body) : 'a status that is not documented'
}

import { createHash } from 'node:crypto'
import type { ProjectRecord } from '../ports/project-store.ts'

/**
 * Names one state of a project's name and settings: a UUID of version 8 (RFC 9562 §5.8) that follows from the project and the
 * number of its revision.
 */
export function revisionIdOf({ id, revision }: Pick<ProjectRecord, 'id' | 'revision'>): string {
  const bytes = createHash('sha256').update(`latchkey/revision/v1/${id}/${revision}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

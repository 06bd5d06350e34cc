import { hash } from 'node:crypto'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ImportedKey, IssuedKey, KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { KeyInsertion } from '@latchkey/core/ports/key-store'
import type { ProjectRecord, SealedSecret, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { atMs, TEST_START } from './fake-clock.ts'

let built = 0
const nextNumber = (): number => ++built

/** A UUID version 4 that is different for every number. */
export const buildUuid = (number: number = nextNumber()): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`

export const buildProjectId = (): ProjectId => buildUuid() as ProjectId
export const buildIssuedKeyId = (): KeyId => buildUuid() as KeyId
export const buildImportedKeyId = (): KeyId => hash('sha256', `imported ${nextNumber()}`, 'hex') as KeyId

/** A project id for tests that need only one. */
export const TEST_PROJECT_ID = '0b9c5d9e-6f0a-4a57-9a4f-0d1e2c3b4a59' as ProjectId

const plainFacts = {
  projectId: TEST_PROJECT_ID,
  name: 'ci',
  actorId: 'user_1',
  scopes: [],
  metadata: {},
  visibility: 'secret',
  rateLimit: undefined,
  allowedCidrs: undefined,
  createdAt: TEST_START,
  updatedAt: TEST_START,
  expiresAt: undefined,
  lastUsedAt: undefined,
  lastUsedIp: undefined,
  suspendedAt: undefined,
  revocation: undefined,
  version: 1,
} as const

/** An active issued key without anything optional; each one has an id of its own. */
export const buildIssuedKey = (overrides: Partial<IssuedKey> = {}): IssuedKey => ({
  ...plainFacts,
  id: buildIssuedKeyId(),
  origin: 'issued',
  prefix: 'ory_ak',
  hmacSecretId: 'hmac-1',
  supersedes: undefined,
  supersededBy: undefined,
  ...overrides,
})

/** An active imported key without anything optional; each one has an id of its own. */
export const buildImportedKey = (overrides: Partial<ImportedKey> = {}): ImportedKey => ({
  ...plainFacts,
  id: buildImportedKeyId(),
  origin: 'imported',
  hashAlgorithm: 'raw',
  ...overrides,
})

/** An issued key in which every field has a value, and not an easy one. */
export const buildRichIssuedKey = (overrides: Partial<IssuedKey> = {}): IssuedKey =>
  buildIssuedKey({
    name: `naïve "quoted"; DROP TABLE projects; -- 🔑\r\n\u202e`,
    actorId: `o'actor\u0001with a control character`,
    scopes: ['read:*', 'write:orders', ''],
    metadata: { team: 'payments', nested: { list: [1, 2.5, null, true, { deep: '🗝' }] }, empty: '' },
    visibility: 'public',
    rateLimit: { quota: 100, windowMs: 60_000, unit: 'requests' },
    allowedCidrs: ['10.0.0.0/8', '2001:db8::/32'],
    updatedAt: atMs(5),
    expiresAt: atMs(86_400_000),
    lastUsedAt: atMs(4),
    lastUsedIp: '203.0.113.7',
    suspendedAt: atMs(3),
    revocation: { at: atMs(60_000), reason: 'privilege_withdrawn', description: 'left the "team"' },
    version: 7,
    supersedes: buildIssuedKeyId(),
    supersededBy: buildIssuedKeyId(),
    ...overrides,
  })

export const buildAuditEntry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  id: buildUuid(),
  at: TEST_START,
  event: 'api_key.issued',
  caller: { kind: 'access_key', id: 'access-key-1', name: 'tests' },
  targetKind: 'issued_api_key',
  targetId: 'target-1',
  ip: '192.0.2.1',
  requestId: 'request-1',
  before: undefined,
  after: { name: 'ci', scopes: ['read:*'], metadata: { team: 'payments' } },
  ...overrides,
})

/** What is recorded when a workspace is made. */
export const buildWorkspaceEntry = (overrides: Partial<AuditEntry> = {}): AuditEntry =>
  buildAuditEntry({ event: 'workspace.created', targetKind: 'workspace', ...overrides })

/** An entry that no chain can take: what is to be written with it must not be written either. */
export const buildImpossibleEntry = (): AuditEntry => buildAuditEntry({ after: { impossible: 1n as unknown as number } })

/** An insertion of an issued key without idempotency and quota. */
export const buildInsertion = (overrides: Partial<KeyInsertion> = {}): KeyInsertion => ({
  key: buildIssuedKey(),
  idempotency: undefined,
  keyQuota: undefined,
  audit: buildAuditEntry(),
  ...overrides,
})

export const buildWorkspaceRecord = (overrides: Partial<WorkspaceRecord> = {}): WorkspaceRecord => ({
  id: buildUuid(),
  name: 'Workspace',
  plan: '',
  createdAt: TEST_START,
  updatedAt: TEST_START,
  ...overrides,
})

export const buildProjectRecord = (overrides: Partial<ProjectRecord> = {}): ProjectRecord => {
  const number = nextNumber()
  return {
    id: buildUuid(number) as ProjectId,
    workspaceId: buildUuid(number),
    slug: `project-${number}`,
    name: `Project ${number}`,
    environment: 'dev',
    state: 'running',
    apiKeysEnabled: true,
    hosts: [],
    config: {},
    revision: 1,
    sealedDataKey: `sealed data key ${number}`,
    createdAt: TEST_START,
    updatedAt: TEST_START,
    ...overrides,
  }
}

export const buildSealedSecret = (overrides: Partial<SealedSecret> = {}): SealedSecret => ({
  id: buildUuid(),
  projectId: TEST_PROJECT_ID,
  purpose: 'hmac',
  state: 'current',
  sealed: 'sealed secret',
  createdAt: TEST_START,
  expiresAt: undefined,
  ...overrides,
})

/** A project's access key that may do everything; each one has an id and a hash of its own. */
export const buildAccessKey = (overrides: Partial<AccessKey> = {}): AccessKey => ({
  id: buildUuid(),
  kind: 'project',
  ownerId: TEST_PROJECT_ID,
  name: 'back-end',
  hash: hash('sha256', `access key ${nextNumber()}`, 'base64url'),
  lastCharacters: 'wxyz',
  permissions: ['keys:verify', 'keys:issue'],
  expiresAt: undefined,
  createdAt: TEST_START,
  updatedAt: TEST_START,
  ...overrides,
})

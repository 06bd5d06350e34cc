import { Type } from 'typebox'
import { freeObject, time, timeOrNull, uuid } from './fields.ts'
import { warnings } from './projects.ts'

const END_MAX_LENGTH = 35

export const RotationMode = Type.Enum(['graceful', 'revoke'], {
  type: 'string',
  description:
    'graceful: what the old secret signed still verifies, until `expires_at` or without an end. revoke: from now on it does not.',
})
export type RotationMode = Type.Static<typeof RotationMode>

export const RotateProjectSecretBody = Type.Object(
  {
    mode: RotationMode,
    expires_at: Type.Optional(
      Type.String({
        maxLength: END_MAX_LENGTH,
        format: 'date-time',
        description: 'Only with graceful: when the old secret stops verifying; RFC 3339. Left out: never.',
      }),
    ),
  },
  { title: 'RotateProjectSecretBody', description: 'How the secret is replaced.' },
)
export type RotateProjectSecretBody = Type.Static<typeof RotateProjectSecretBody>

export const ProjectSecret = Type.Object(
  {
    id: uuid('Of the secret.'),
    purpose: Type.Enum(['hmac', 'signing'], {
      type: 'string',
      description: 'hmac: checksums of API keys and macaroons. signing: derived JWTs.',
    }),
    state: Type.Enum(['current', 'retired'], { type: 'string', description: 'Whether it signs, or only verifies.' }),
    kid: Type.Optional(Type.String({ description: 'Key id in JWKS and token headers; only of a signing key.' })),
    fingerprint: Type.String({ description: 'Tells secrets apart: 16 hex digits that say nothing about the secret.' }),
    created_time: time('When the secret was made.'),
    expires_at: timeOrNull('When a retired secret stops verifying; null is without an end.'),
    live_keys: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Keys issued under it that are not revoked; only of an HMAC secret.' }),
    ),
  },
  {
    title: 'ProjectSecret',
    description: 'What may be known about a secret of a project. The secret itself never leaves the server.',
  },
)
export type ProjectSecret = Type.Static<typeof ProjectSecret>

const secrets = Type.Array(ProjectSecret, {
  description: 'By purpose; the current one first, then the retired ones, newest first.',
})

export const ListProjectSecretsResponse = Type.Object(
  { secrets },
  { title: 'ListProjectSecretsResponse', description: 'The secrets of a project, without what is secret about them.' },
)
export type ListProjectSecretsResponse = Type.Static<typeof ListProjectSecretsResponse>

export const RotateProjectSecretResponse = Type.Object(
  { secrets, warnings },
  { title: 'RotateProjectSecretResponse', description: 'The secrets of the project after the rotation.' },
)
export type RotateProjectSecretResponse = Type.Static<typeof RotateProjectSecretResponse>

export const RevisionAuthor = Type.Object(
  {
    kind: Type.String({ description: 'What kind of caller: `access_key`, `account`, `operator`, `unauthenticated_admin`.' }),
    id: Type.String({ description: 'Of the caller.' }),
    name: Type.String({ description: 'Of the caller, for people.' }),
  },
  { title: 'RevisionAuthor', description: 'Who made a change.' },
)

export const ProjectRevision = Type.Object(
  {
    revision_id: uuid('As in the project at that time.'),
    revision: Type.Integer({ minimum: 1, description: '1, 2, 3 …' }),
    created_at: time('When it was made.'),
    author: RevisionAuthor,
    config: freeObject({ description: 'The settings that differed from the defaults.' }),
  },
  { title: 'ProjectRevision', description: 'One state of the settings of a project.' },
)
export type ProjectRevision = Type.Static<typeof ProjectRevision>

export const ListProjectRevisionsResponse = Type.Object(
  { revisions: Type.Array(ProjectRevision, { description: 'Newest first, at most 100.' }) },
  { title: 'ListProjectRevisionsResponse', description: 'What changed in the settings of a project, when and by whom.' },
)
export type ListProjectRevisionsResponse = Type.Static<typeof ListProjectRevisionsResponse>

export const ProjectSecretParams = Type.Object({
  project: Type.String({ description: 'Id or slug of the project.' }),
  secret_id: Type.String({ description: 'Id of the secret.' }),
})

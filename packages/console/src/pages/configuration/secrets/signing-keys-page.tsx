import type { ProjectSecret } from '@latchkey/contract/messages/project-secrets'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { formatDuration } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Identifier } from '../../../ui/identifier.tsx'
import { FailurePanel, Note, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import type { LoadedSettings } from '../configuration-queries.ts'
import { goDurationMs } from '../settings/go-duration.ts'
import { SourceLine } from '../settings/setting-row.tsx'
import { valuesInEffect } from '../settings/setting-values.ts'
import { TopicFrame } from '../topic-frame.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { useSecrets } from './secret-use.ts'
import { TypedConfirmation } from './typed-confirmation.tsx'

const MAX_TTL = 'credentials.derived_tokens.max_ttl'

/** The keys that sign derived JWTs: the one in use, and those whose tokens still verify. */
export function SigningKeysPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { secrets, settings, error, retry, origin, lockedBecause, changed } = useSecrets(project, 'signing')
  const [rotating, setRotating] = useState(false)
  const [ending, setEnding] = useState<ProjectSecret>()
  const maxTtlMs = maxTtlOf(settings)
  return (
    <TopicFrame
      project={project}
      title={t('Signing keys')}
      lead={t('They sign derived JWTs. Verifiers find their public halves in the JWKS of the project.')}
      actions={
        <Button look="primary" disabled={lockedBecause !== undefined || secrets === undefined} onClick={() => setRotating(true)}>
          {t('Rotate signing key')}
        </Button>
      }
    >
      {lockedBecause !== undefined && <Note tone="info">{lockedBecause}</Note>}
      {error !== null && error !== undefined && (
        <FailurePanel what={t('The signing keys could not be loaded')} error={error} onRetry={retry} />
      )}
      {secrets === undefined && !error && <Skeleton rows={3} height={44} />}
      {secrets !== undefined && (
        <SigningKeyTable secrets={secrets} locked={lockedBecause !== undefined} maxTtlMs={maxTtlMs} onEnd={setEnding} />
      )}
      {origin !== undefined && <SourceLine origin={origin} />}
      <RotationSteps />
      {rotating && (
        <RotateDialog
          title={t('Rotate the signing key')}
          suggestedMs={maxTtlMs}
          suggestion={t('When the last token that it signed has ended')}
          onClose={() => setRotating(false)}
          rotate={async (expiresAt) => {
            await controlPlane.projects.rotateSigningKey(project, gracefully(expiresAt))
            await changed()
          }}
        >
          <p>{t('A new key signs from now on. Both are in the JWKS, and tokens of the old key go on verifying.')}</p>
        </RotateDialog>
      )}
      {ending !== undefined && (
        <EndSigningKey project={project} secret={ending} onClose={() => setEnding(undefined)} changed={changed} />
      )}
    </TopicFrame>
  )
}

const gracefully = (expiresAt: string | undefined) =>
  expiresAt === undefined ? { mode: 'graceful' as const } : { mode: 'graceful' as const, expires_at: expiresAt }

function maxTtlOf(settings: LoadedSettings | undefined): number | undefined {
  return settings === undefined ? undefined : goDurationMs(String(valuesInEffect(settings, [MAX_TTL])[MAX_TTL]))
}

const RotationSteps = () => (
  <Note tone="neutral" title={t('Rotating without anybody noticing')}>
    <ol className="list-decimal ps-5">
      <li>{t('Rotate: the new key is published and signs at once; the old one only verifies.')}</li>
      <li>{t('Verifiers that keep a copy of the JWKS fetch it again when they meet a key id (kid) that they do not know.')}</li>
      <li>{t('The old key goes when its last token has ended, or when you remove it.')}</li>
    </ol>
  </Note>
)

const SigningKeyTable = ({
  secrets,
  locked,
  maxTtlMs,
  onEnd,
}: {
  readonly secrets: readonly ProjectSecret[]
  readonly locked: boolean
  readonly maxTtlMs: number | undefined
  readonly onEnd: (secret: ProjectSecret) => void
}) => (
  <Table
    label={t('Signing keys')}
    head={
      <>
        <Th>{t('State')}</Th>
        <Th>{t('Key id (kid)')}</Th>
        <Th>{t('Algorithm')}</Th>
        <Th>{t('Since')}</Th>
        <Th>{t('Verifies until')}</Th>
        <Th>
          <span className="sr-only">{t('Actions')}</span>
        </Th>
      </>
    }
  >
    {secrets.map((secret) => (
      <tr key={secret.id} data-kid={secret.kid}>
        <Td>
          <SecretState state={secret.state} />
        </Td>
        <Td>
          <Identifier id={secret.kid ?? ''} name={t('Copy key id')} />
        </Td>
        <Td>
          <code translate="no">EdDSA</code>
        </Td>
        <Td>
          <Time at={secret.created_time} />
        </Td>
        <Td>
          {secret.state === 'current' ? (
            <span className="text-muted">
              {maxTtlMs === undefined ? '—' : t('{length} after its last token', { length: formatDuration(maxTtlMs) })}
            </span>
          ) : (
            <Time at={secret.expires_at} never={t('until it is removed')} />
          )}
        </Td>
        <Td className="text-end">
          <Button disabled={locked} aria-label={endLabel(secret)} onClick={() => onEnd(secret)}>
            {secret.state === 'current' ? t('Revoke…') : t('Remove…')}
          </Button>
        </Td>
      </tr>
    ))}
  </Table>
)

const endLabel = ({ state, kid }: ProjectSecret): string =>
  state === 'current' ? t('Revoke signing key {kid}', { kid }) : t('Remove signing key {kid}', { kid })

export const SecretState = ({ state }: { readonly state: ProjectSecret['state'] }) =>
  state === 'current' ? (
    <Badge tone="ok" sign="●">
      {t('Current: signs')}
    </Badge>
  ) : (
    <Badge tone="neutral" sign="◷">
      {t('Previous: verifies only')}
    </Badge>
  )

function EndSigningKey({
  project,
  secret,
  onClose,
  changed,
}: {
  readonly project: string
  readonly secret: ProjectSecret
  readonly onClose: () => void
  readonly changed: () => Promise<void>
}) {
  const isCurrent = secret.state === 'current'
  return (
    <TypedConfirmation
      title={isCurrent ? t('Revoke the signing key in use') : t('Remove the previous signing key')}
      expected={secret.kid}
      expectedLabel={t('Key id (kid)')}
      action={isCurrent ? t('Revoke signing key') : t('Remove signing key')}
      onClose={onClose}
      run={async () => {
        if (isCurrent) await controlPlane.projects.rotateSigningKey(project, { mode: 'revoke' })
        else await controlPlane.projects.deleteSecret(project, secret.id)
        await changed()
      }}
    >
      <Note tone="error">
        <p>
          {t('Every JWT that this key signed stops verifying at once, however long it was to live. This cannot be taken back.')}
        </p>
        <p>{t('Tokens are not kept, so nobody can say how many there are.')}</p>
        {isCurrent && <p>{t('A new key takes its place and signs from now on.')}</p>}
        <p>{t('Verifiers that keep a copy of the JWKS accept old tokens until they fetch it again.')}</p>
      </Note>
    </TypedConfirmation>
  )
}

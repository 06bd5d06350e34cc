import type { ProjectSecret } from '@latchkey/contract/messages/project-secrets'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Identifier } from '../../../ui/identifier.tsx'
import { FailurePanel, Note, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { SourceLine } from '../settings/setting-row.tsx'
import { TopicFrame } from '../topic-frame.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { useSecrets } from './secret-use.ts'
import { SecretState } from './signing-keys-page.tsx'
import { TypedConfirmation } from './typed-confirmation.tsx'

/** The secrets behind the checksums of keys: seen by their fingerprints only. */
export function HmacSecretsPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { secrets, error, retry, origin, lockedBecause, changed } = useSecrets(project, 'hmac')
  const [rotating, setRotating] = useState(false)
  const [removing, setRemoving] = useState<ProjectSecret>()
  return (
    <TopicFrame
      project={project}
      title={t('Secrets')}
      lead={t('They stand behind the checksums of keys and behind macaroons. They are never shown, only their fingerprints.')}
      actions={
        <Button look="primary" disabled={lockedBecause !== undefined || secrets === undefined} onClick={() => setRotating(true)}>
          {t('Rotate secret')}
        </Button>
      }
    >
      {lockedBecause !== undefined && <Note tone="info">{lockedBecause}</Note>}
      {error !== null && error !== undefined && (
        <FailurePanel what={t('The secrets could not be loaded')} error={error} onRetry={retry} />
      )}
      {secrets === undefined && !error && <Skeleton rows={3} height={44} />}
      {secrets !== undefined && <SecretTable secrets={secrets} locked={lockedBecause !== undefined} onRemove={setRemoving} />}
      {origin !== undefined && <SourceLine origin={origin} />}
      {rotating && (
        <RotateDialog
          title={t('Rotate the secret')}
          onClose={() => setRotating(false)}
          rotate={async (expiresAt) => {
            const mode = 'graceful' as const
            await controlPlane.projects.rotateHmacSecret(
              project,
              expiresAt === undefined ? { mode } : { mode, expires_at: expiresAt },
            )
            await changed()
          }}
        >
          <p>
            {t(
              'In one change: the current secret is retired and a new one takes its place. Keys and macaroons that exist go on verifying.',
            )}
          </p>
          <p className="text-muted">
            {t('Cursors of lists that are open elsewhere end; the list then begins at its first page.')}
          </p>
        </RotateDialog>
      )}
      {removing !== undefined && (
        <RemoveSecret project={project} secret={removing} onClose={() => setRemoving(undefined)} changed={changed} />
      )}
    </TopicFrame>
  )
}

const SecretTable = ({
  secrets,
  locked,
  onRemove,
}: {
  readonly secrets: readonly ProjectSecret[]
  readonly locked: boolean
  readonly onRemove: (secret: ProjectSecret) => void
}) => (
  <Table
    label={t('Secrets')}
    head={
      <>
        <Th>{t('State')}</Th>
        <Th>{t('Fingerprint')}</Th>
        <Th>{t('Since')}</Th>
        <Th>{t('Live keys')}</Th>
        <Th>{t('Verifies until')}</Th>
        <Th>
          <span className="sr-only">{t('Actions')}</span>
        </Th>
      </>
    }
  >
    {secrets.map((secret) => (
      <tr key={secret.id} data-fingerprint={secret.fingerprint}>
        <Td>
          <SecretState state={secret.state} />
        </Td>
        <Td>
          <Identifier id={secret.fingerprint} name={t('Copy fingerprint')} />
        </Td>
        <Td>
          <Time at={secret.created_time} />
        </Td>
        <Td>
          <span data-testid="live-keys">{formatNumber(secret.live_keys ?? 0)}</span>
        </Td>
        <Td>
          {secret.state === 'current' ? (
            <span className="text-muted">—</span>
          ) : (
            <Time at={secret.expires_at} never={t('until it is removed')} />
          )}
        </Td>
        <Td className="text-end">
          {secret.state === 'retired' && (
            <Button
              disabled={locked}
              aria-label={t('Remove secret {fingerprint}', { fingerprint: secret.fingerprint })}
              onClick={() => onRemove(secret)}
            >
              {t('Remove…')}
            </Button>
          )}
        </Td>
      </tr>
    ))}
  </Table>
)

function RemoveSecret({
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
  const count = secret.live_keys ?? 0
  return (
    <TypedConfirmation
      title={t('Remove the retired secret')}
      expected={count > 0 ? secret.fingerprint : undefined}
      expectedLabel={t('Fingerprint')}
      action={t('Remove secret')}
      onClose={onClose}
      run={async () => {
        await controlPlane.projects.deleteSecret(project, secret.id)
        await changed()
      }}
    >
      {count > 0 ? (
        <Note tone="error">
          <p>
            {t(
              '{count, plural, one {1 live key still depends} other {{shown} live keys still depend}} on this secret and would stop verifying at once, for good.',
              {
                count,
                shown: formatNumber(count),
              },
            )}
          </p>
          <p>{t('Rotate or revoke those keys first. To remove the secret all the same, type its fingerprint.')}</p>
        </Note>
      ) : (
        <Note tone="warn">
          {t('No live key depends on it. Macaroons that it signed stop verifying at once. This cannot be taken back.')}
        </Note>
      )}
    </TypedConfirmation>
  )
}

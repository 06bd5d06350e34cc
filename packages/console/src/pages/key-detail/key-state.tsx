import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRights } from '../../app/session.ts'
import { formatInstant } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Note } from '../../ui/panel.tsx'
import { activityQuery } from './key-detail-queries.ts'
import type { KeyViewProps } from './key-view.ts'
import { endOf } from './pure/end-of-key.ts'
import { reasonText } from './pure/key-texts.ts'
import { InEffect } from './revoke/in-effect.tsx'
import { FollowRotation } from './rotate/follow-rotation.tsx'

/** What is out of the ordinary about the key: it has ended, rests, or is being replaced. */
export function KeyState({ project, loaded }: KeyViewProps) {
  const { kind, key } = loaded
  const old = kind === 'issued' ? key.supersedes : ''
  const next = kind === 'issued' ? key.superseded_by : ''
  return (
    <div className="grid min-w-0 grid-cols-1 gap-6 empty:hidden">
      {key.status === 'KEY_STATUS_REVOKED' && <RevokedNote project={project} loaded={loaded} />}
      {key.status === 'KEY_STATUS_EXPIRED' && (
        <Note tone="neutral" title={t('This key has expired')}>
          {t('It ended at {instant}.', { instant: formatInstant(new Date(key.expire_time ?? '')) })}
        </Note>
      )}
      {key.status === 'KEY_STATUS_SUSPENDED' && (
        <Note tone="warn" title={t('This key is suspended')}>
          {t('Every verification refuses it until somebody resumes it.')}
        </Note>
      )}
      {(old !== '' || next !== '') && <Links project={project} old={old} next={next} />}
      {next !== '' && key.status === 'KEY_STATUS_ACTIVE' && (
        <FollowRotation project={project} oldId={key.key_id} newId={next} hereId={key.key_id} />
      )}
      {old !== '' && <FollowRotation project={project} oldId={old} newId={key.key_id} hereId={key.key_id} />}
    </div>
  )
}

const Links = ({ project, old, next }: { readonly project: string; readonly old: string; readonly next: string }) => (
  <p className="flex flex-wrap gap-x-4 gap-y-1">
    {old !== '' && (
      <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId: old }}>
        {t('Replaces an older key')}
      </Link>
    )}
    {next !== '' && (
      <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId: next }}>
        {t('Replaced by a newer key')}
      </Link>
    )}
  </p>
)

function RevokedNote({ project, loaded }: KeyViewProps) {
  const { key } = loaded
  const rights = useRights(project)
  const activity = useQuery({ ...activityQuery(project, [key.key_id]), enabled: rights.may('audit:read') }).data
  const end = endOf(activity ?? [])
  const revokedAt = end?.revokeTime ?? key.update_time
  const compromised = key.revocation_reason === 'REVOCATION_REASON_KEY_COMPROMISE'
  return (
    <Note tone="error" title={t('This key is revoked')}>
      <div className="grid gap-2">
        <p>
          {reasonText(key.revocation_reason)}
          {key.revocation_description !== undefined && `: ${key.revocation_description}`}
          {' · '}
          <time dateTime={revokedAt}>{formatInstant(new Date(revokedAt))}</time>
          {end !== undefined && ' · '}
          {end !== undefined && <span data-private>{t('by {person}', { person: end.by })}</span>}
        </p>
        <InEffect project={project} revokedAt={Date.parse(revokedAt)} />
        {compromised && <NextSteps project={project} actor={key.actor_id} />}
      </div>
    </Note>
  )
}

const NextSteps = ({ project, actor }: { readonly project: string; readonly actor: string }) => (
  <p>
    {t('It was compromised. Look at what was done with it:')}{' '}
    <Link to="/projects/$project/audit" params={{ project }} className="text-error underline">
      {t('Audit')}
    </Link>
    {actor !== '' && (
      <>
        {' · '}
        <Link
          to="/projects/$project/api-keys/keys"
          params={{ project }}
          search={{ actor } as never}
          className="text-error underline"
        >
          {t('Other keys of this actor')}
        </Link>
      </>
    )}
  </p>
)

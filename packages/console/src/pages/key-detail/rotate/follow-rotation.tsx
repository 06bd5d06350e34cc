import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useRights } from '../../../app/session.ts'
import { formatInstant, formatNumber, formatRelative } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { toastFailure, toastSuccess } from '../../../ui/toast.tsx'
import { activityQuery, keyQuery, keysChanged, keyUsageQuery } from '../key-detail-queries.ts'
import { type LoadedKey, revokeKey } from '../loaded-key.ts'
import { endOf } from '../pure/end-of-key.ts'
import { UsageBars } from '../usage/usage-bars.tsx'

const LOOK_EVERY_MS = 3000
const MINUTE_MS = 60_000

/** Without traffic for so long nobody seems to use the old key any more; the figures of one hour can tell. */
const quietTimes = () => [
  { value: '1', label: t('1 minute') },
  { value: '10', label: t('10 minutes') },
  { value: '55', label: t('55 minutes') },
]

interface RotationProps {
  readonly project: string
  readonly oldId: string
  readonly newId: string
  /** Which of the two this page is about. */
  readonly hereId: string
}

/** A rotation with overlap while it lasts: who still uses the old key, and the way to end it. */
export function FollowRotation(props: RotationProps) {
  const { project, oldId, newId } = props
  const [minutes, setMinutes] = useState('10')
  const live = { refetchInterval: LOOK_EVERY_MS, staleTime: 0 }
  const old = useQuery({ ...keyQuery(project, oldId), ...live }).data
  const oldUsage = useQuery({ ...keyUsageQuery(project, oldId, '1h'), ...live }).data
  const newUsage = useQuery({ ...keyUsageQuery(project, newId, '1h'), ...live }).data
  const activity = useQuery(activityQuery(project, [oldId])).data
  if (old?.key.status !== 'KEY_STATUS_ACTIVE') return null
  const end = endOf(activity ?? [])
  const last = lastBusyMinute(oldUsage?.buckets ?? [])
  const quiet = last === undefined || Date.now() - last > Number(minutes) * MINUTE_MS
  return (
    <Panel
      title={t('Rotation in progress')}
      actions={<Badge tone={quiet ? 'ok' : 'warn'}>{quiet ? t('The old key is quiet') : t('The old key is in use')}</Badge>}
    >
      <div className="grid gap-4">
        <p>
          {end === undefined
            ? t('Both keys are valid for now.')
            : t('Both keys are valid. The old one is revoked by itself at {instant}.', {
                instant: formatInstant(new Date(end.revokeTime)),
              })}
        </p>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Side {...props} keyId={oldId} name={t('Old key')} count={Number(oldUsage?.total.total ?? 0)} last={last}>
            <UsageBars label={t('Old key, last hour')} range="1h" report={oldUsage} />
          </Side>
          <Side
            {...props}
            keyId={newId}
            name={t('New key')}
            count={Number(newUsage?.total.total ?? 0)}
            last={lastBusyMinute(newUsage?.buckets ?? [])}
          >
            <UsageBars label={t('New key, last hour')} range="1h" report={newUsage} />
          </Side>
        </div>
        <div className="max-w-[320px]">
          <SelectField label={t('Quiet means unused for')} choices={quietTimes()} value={minutes} onChoose={setMinutes} />
        </div>
        <RevokeOld project={project} old={old} quiet={quiet} />
      </div>
    </Panel>
  )
}

const Side = ({
  project,
  keyId,
  hereId,
  name,
  count,
  last,
  children,
}: RotationProps & {
  readonly keyId: string
  readonly name: string
  readonly count: number
  readonly last: number | undefined
  readonly children: React.ReactNode
}) => (
  <div className="grid content-start gap-1">
    <h3>
      {keyId === hereId ? (
        t('{name} (this one)', { name })
      ) : (
        <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId }}>
          {name}
        </Link>
      )}
    </h3>
    <p className="text-muted">
      {last === undefined
        ? t('Not used in the last hour')
        : t('{count} in the last hour, last used {when}', {
            count: formatNumber(count),
            when: formatRelative(new Date(Math.min(last, Date.now())), Date.now()),
          })}
    </p>
    {children}
  </div>
)

function RevokeOld({ project, old, quiet }: { readonly project: string; readonly old: LoadedKey; readonly quiet: boolean }) {
  const queries = useQueryClient()
  const rights = useRights(project)
  const [busy, setBusy] = useState(false)
  const revoke = async (): Promise<void> => {
    setBusy(true)
    try {
      await revokeKey(project, old, { reason: 'REVOCATION_REASON_SUPERSEDED' })
      toastSuccess(t('The old key is revoked'))
      await keysChanged(queries, project)
    } catch (error) {
      toastFailure(error, { what: t('Could not revoke the old key'), retry: () => void revoke() })
    } finally {
      setBusy(false)
    }
  }
  const may = rights.may('keys:revoke')
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look={quiet ? 'primary' : 'danger'} busy={busy} disabled={!may} onClick={() => void revoke()}>
        {t('Revoke old')}
      </Button>
      <span className="text-table text-muted">
        {may ? warning(quiet) : t('Your role may look at keys, but not change them.')}
      </span>
    </div>
  )
}

const warning = (quiet: boolean): string =>
  quiet ? t('Nobody has used the old key for that long.') : t('Somebody used the old key within that time: they would fail.')

/** The end of the last minute in which the key was presented. */
function lastBusyMinute(buckets: readonly { readonly start_time: string }[]): number | undefined {
  const last = buckets.at(-1)
  return last === undefined ? undefined : Date.parse(last.start_time) + 60_000
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/panel.tsx'
import { EXPIRED_FILTER, expiredKeysQuery } from './issue-queries.ts'

/** No room for another key: how many there are, and which of them only take up room. */
export function OverQuotaPanel({
  project,
  limit,
  used,
}: {
  readonly project: string
  readonly limit: number
  readonly used: number
}) {
  const expired = useQuery(expiredKeysQuery(project)).data
  return (
    <div role="alert">
      <Note tone="warn" title={t('All {limit} keys of the plan are in use', { limit: formatNumber(limit) })}>
        <p>{t('{used} of {limit} in use.', { used: formatNumber(used), limit: formatNumber(limit) })}</p>
        {expired !== undefined && expired.count > 0 && (
          <ExpiredKeys project={project} count={expired.count} isMore={expired.isMore} />
        )}
        {expired?.count === 0 && <p>{t('None of them has expired. Revoke one that nobody needs any more.')}</p>}
        <p className="mt-2">
          {t('Who runs this server raises the limit with {setting} or another plan.', { setting: 'quota.api_keys_max' })}
        </p>
      </Note>
    </div>
  )
}

function ExpiredKeys({ project, count, isMore }: { readonly project: string; readonly count: number; readonly isMore: boolean }) {
  const queries = useQueryClient()
  const rights = useRights(project)
  const [state, setState] = useState<'idle' | 'busy' | { readonly problem: string }>('idle')
  const revoke = async (): Promise<void> => {
    setState('busy')
    try {
      await projectClient(project).keys.bulkRevoke({ filter: EXPIRED_FILTER, reason: 'REVOCATION_REASON_SUPERSEDED' })
      await queries.invalidateQueries({ queryKey: ['keys', project] })
      setState('idle')
    } catch (error) {
      setState({ problem: failureOf(error).message })
    }
  }
  return (
    <div className="mt-2 grid gap-2">
      <p>
        {isMore
          ? t('At least {count, number} of these are expired: revoke them to free their places.', { count })
          : t(
              '{count, plural, one {# of these is expired: revoke it to free a place.} other {# of these are expired: revoke them to free # places.}}',
              { count },
            )}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button busy={state === 'busy'} disabled={!rights.may('keys:revoke')} onClick={() => void revoke()}>
          {t('{count, plural, one {Revoke the expired key} other {Revoke the expired keys}}', { count })}
        </Button>
        {!rights.may('keys:revoke') && <span>{t('Your role may not revoke keys.')}</span>}
      </div>
      {typeof state === 'object' && <p>{state.problem}</p>}
    </div>
  )
}

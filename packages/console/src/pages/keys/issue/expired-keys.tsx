import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { EXPIRED_FILTER, expiredKeysQuery } from './issue-queries.ts'

/** How many keys only take up room, and the way to free it; the help before a higher limit. */
export function ExpiredKeys({ project }: { readonly project: string }) {
  const expired = useQuery(expiredKeysQuery(project)).data
  if (expired === undefined) return null
  if (expired.count === 0) return <p>{t('None of them has expired. Revoke one that nobody needs any more.')}</p>
  return <RevokeExpired project={project} count={expired.count} isMore={expired.isMore} />
}

function RevokeExpired({
  project,
  count,
  isMore,
}: {
  readonly project: string
  readonly count: number
  readonly isMore: boolean
}) {
  const queries = useQueryClient()
  const rights = useRights(project)
  const [state, setState] = useState<'idle' | 'busy' | { readonly problem: string }>('idle')
  const revoke = async (): Promise<void> => {
    setState('busy')
    try {
      await projectClient(project).keys.bulkRevoke({ filter: EXPIRED_FILTER, reason: 'REVOCATION_REASON_SUPERSEDED' })
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['keys', project] }),
        queries.invalidateQueries({ queryKey: ['workspace'] }),
      ])
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

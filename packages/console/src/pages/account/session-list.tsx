import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { consoleApi } from '../../api/console-api.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { FailurePanel, Skeleton } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { toastFailure } from '../../ui/toast.tsx'

const sessionsQuery = queryOptions({ queryKey: ['console', 'sessions'], queryFn: consoleApi.sessions })

export function SessionList() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery)
  const end = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (failure) {
      toastFailure(failure, { what: t('Could not end the session'), method: 'DELETE', path: '/console/api/sessions' })
    }
  }
  const endOne = (id: string) =>
    end(async () => {
      await consoleApi.endSession(id)
      await queries.invalidateQueries(sessionsQuery)
    })
  const endAll = () =>
    end(async () => {
      await consoleApi.signOutEverywhere()
      await personChanged()
    })
  if (error !== null)
    return <FailurePanel what={t('The sessions could not be loaded')} error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Skeleton rows={2} height={44} />
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Table
        label={t('Sessions')}
        head={
          <>
            <Th>{t('Browser')}</Th>
            <Th>{t('Address')}</Th>
            <Th>{t('Signed in')}</Th>
            <Th>{t('Last seen')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {data.map(({ id, user_agent, ip, created_at, last_seen_at, is_current }) => (
          <tr key={id}>
            <Td className="max-w-80">{user_agent}</Td>
            <Td>
              <span data-private>{ip}</span>
            </Td>
            <Td>
              <Time at={created_at} />
            </Td>
            <Td>
              <Time at={last_seen_at} />
            </Td>
            <Td>
              {is_current ? (
                <Badge tone="info">{t('This browser')}</Badge>
              ) : (
                <Button onClick={() => void endOne(id)}>{t('End')}</Button>
              )}
            </Td>
          </tr>
        ))}
      </Table>
      <div>
        <Button look="danger" onClick={() => void endAll()}>
          {t('Sign out everywhere')}
        </Button>
      </div>
    </div>
  )
}

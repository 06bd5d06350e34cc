import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams, useSearch } from '@tanstack/react-router'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { buttonClass } from '../../../ui/button.tsx'
import { Identifier } from '../../../ui/identifier.tsx'
import { Page } from '../../../ui/page.tsx'
import { EmptyState, FailurePanel, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { issuedKeysQuery } from '../key-queries.ts'
import type { KeysSearch } from '../routes.ts'

export function KeysPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const search = useSearch({ strict: false }) as KeysSearch
  const { data, error, refetch } = useQuery(issuedKeysQuery(project, { page_size: search.size ?? 50, page_token: search.cursor }))
  const issue = (
    <Link to="/projects/$project/api-keys/keys/new" params={{ project }} className={buttonClass('primary')}>
      {t('Issue new key')}
    </Link>
  )
  const keys = data?.issued_api_keys
  return (
    <Page title={t('Keys')} actions={issue}>
      {error !== null && <FailurePanel what={t('The keys could not be loaded')} error={error} onRetry={() => void refetch()} />}
      {error === null && keys === undefined && <Skeleton rows={8} height={44} />}
      {keys?.length === 0 && (
        <EmptyState title={t('No keys yet')} actions={issue}>
          {t('A key lets one of your users or services call your API.')}
        </EmptyState>
      )}
      {keys !== undefined && keys.length > 0 && (
        <Table
          label={t('Issued keys')}
          head={
            <>
              <Th>{t('Name')}</Th>
              <Th>{t('Actor')}</Th>
              <Th>{t('Status')}</Th>
              <Th>{t('Last used')}</Th>
              <Th>{t('Expires')}</Th>
            </>
          }
        >
          {keys.map((key) => (
            <tr key={key.key_id}>
              <Td>
                <span className="font-medium">{key.name}</span> <Identifier id={key.key_id} />
              </Td>
              <Td>{key.actor_id}</Td>
              <Td>
                <Badge tone="neutral">{key.status}</Badge>
              </Td>
              <Td>
                <Time at={key.last_used_time} never={t('Never used')} />
              </Td>
              <Td>
                <Time at={key.expire_time} never={t('Never')} />
              </Td>
            </tr>
          ))}
        </Table>
      )}
      <Outlet />
    </Page>
  )
}

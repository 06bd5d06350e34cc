import { useQuery } from '@tanstack/react-query'
import { t } from '../../../i18n/i18n.ts'
import { FailurePanel, Panel, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { revisionsQuery } from '../settings-queries.ts'
import { changedSettings } from './changed-settings.ts'

/** What changed in name, hosts and settings, when and by whom. */
export function Revisions({ project }: { readonly project: string }) {
  const { data: revisions, error, refetch } = useQuery(revisionsQuery(project))
  return (
    <Panel title={t('Revisions')}>
      {error !== null && (
        <FailurePanel what={t('The revisions could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && revisions === undefined && <Skeleton rows={3} height={44} />}
      {revisions !== undefined && (
        <Table
          label={t('Revisions')}
          head={
            <>
              <Th>{t('Revision')}</Th>
              <Th>{t('When')}</Th>
              <Th>{t('By')}</Th>
              <Th>{t('Settings changed')}</Th>
            </>
          }
        >
          {revisions.map(({ revision, revision_id, created_at, author, config }, index) => {
            const before = revisions[index + 1]?.config
            const changed = before === undefined ? [] : changedSettings(before, config)
            return (
              <tr key={revision_id}>
                <Td>{revision}</Td>
                <Td>
                  <Time at={created_at} />
                </Td>
                <Td className="min-w-32">
                  <span data-private>{author.name === '' ? author.kind : author.name}</span>
                </Td>
                <Td className="min-w-40">
                  {changed.length === 0 ? <span className="text-muted">—</span> : <code>{changed.join(', ')}</code>}
                </Td>
              </tr>
            )
          })}
        </Table>
      )}
    </Panel>
  )
}

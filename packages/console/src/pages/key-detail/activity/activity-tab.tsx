import type { AuditEvent } from '@latchkey/sdk/messages'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRights } from '../../../app/session.ts'
import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { shortId } from '../../../ui/identifier.tsx'
import { FailurePanel, Note, Panel, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { activityQuery, chainQuery } from '../key-detail-queries.ts'
import type { KeyViewProps } from '../key-view.ts'
import type { LoadedKey } from '../loaded-key.ts'
import { changedFields } from '../pure/changed-fields.ts'
import { eventText, lookOf } from '../pure/key-texts.ts'

/** What happened to this key and to those it replaced or was replaced by. */
export function ActivityTab({ project, loaded }: KeyViewProps) {
  const rights = useRights(project)
  const chain = useQuery(chainQuery(project, loaded)).data ?? [loaded]
  const ids = chain.map(({ key }) => key.key_id)
  const { data, error, refetch } = useQuery({ ...activityQuery(project, ids), enabled: rights.may('audit:read') })
  if (!rights.may('audit:read')) return <Note tone="neutral">{t('Your role may not see the audit log.')}</Note>
  return (
    <div className="grid grid-cols-1 gap-4">
      {chain.length > 1 && <Chain project={project} chain={chain} hereId={loaded.key.key_id} />}
      {error !== null && (
        <FailurePanel what={t('The activity could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton rows={4} height={44} />}
      {data !== undefined && <Events events={data} hereId={loaded.key.key_id} />}
      <p>
        <Link to="/projects/$project/audit" params={{ project }} search={{ target: loaded.key.key_id } as never}>
          {t('This key in the audit log')}
        </Link>
      </p>
    </div>
  )
}

const Chain = ({
  project,
  chain,
  hereId,
}: {
  readonly project: string
  readonly chain: readonly LoadedKey[]
  readonly hereId: string
}) => (
  <Panel title={t('Rotations')}>
    <ol className="flex flex-wrap items-center gap-2">
      {chain.map(({ key }, place) => (
        <li key={key.key_id} className="flex items-center gap-2">
          {place > 0 && <span aria-hidden>→</span>}
          {key.key_id === hereId ? (
            <strong data-private>{shortId(key.key_id)}</strong>
          ) : (
            <Link to="/projects/$project/api-keys/keys/$keyId" params={{ project, keyId: key.key_id }} data-private>
              {shortId(key.key_id)}
            </Link>
          )}
          <span className="text-table text-muted">{lookOf(key, Date.now()).text}</span>
        </li>
      ))}
    </ol>
  </Panel>
)

const Events = ({ events, hereId }: { readonly events: readonly AuditEvent[]; readonly hereId: string }) => (
  <Table
    label={t('Activity')}
    head={
      <>
        <Th>{t('When')}</Th>
        <Th>{t('What')}</Th>
        <Th>{t('Who')}</Th>
        <Th>{t('From')}</Th>
        <Th>{t('Changes')}</Th>
      </>
    }
  >
    {events.map((event) => (
      <tr key={event.id} data-event={event.id}>
        <Td>
          <time dateTime={event.time} className="whitespace-nowrap">
            {formatInstant(new Date(event.time))}
          </time>
        </Td>
        <Td>
          {eventText(event)}
          {event.target.id !== hereId && <span className="block text-muted">{t('another key of the chain')}</span>}
        </Td>
        <Td>
          <span data-private>{event.caller.name}</span>
        </Td>
        <Td>
          <code data-private>{event.ip}</code>
        </Td>
        <Td>
          <ul>
            {changedFields(event).map(({ field, before, after }) => (
              <li key={field} data-private>
                <code>{field}</code>: {before} → {after}
              </li>
            ))}
          </ul>
        </Td>
      </tr>
    ))}
  </Table>
)

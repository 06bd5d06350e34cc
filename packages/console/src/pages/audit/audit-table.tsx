import type { AuditEvent } from '@latchkey/sdk/messages'
import { useNavigate } from '@tanstack/react-router'
import { formatInstant } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { shortId } from '../../ui/identifier.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import type { AuditSearch } from './audit-search.ts'
import { EventDetails } from './event-details.tsx'

interface Props {
  readonly project: string
  readonly search: AuditSearch
}

export const AuditTable = ({ project, search, events }: Props & { readonly events: readonly AuditEvent[] }) => (
  <Table
    label={t('Audit events')}
    head={
      <>
        <Th>{t('When')}</Th>
        <Th>{t('Who')}</Th>
        <Th>{t('What')}</Th>
        <Th>{t('Target')}</Th>
        <Th>{t('IP address')}</Th>
        <Th>{t('Details')}</Th>
      </>
    }
  >
    {events.map((event) => (
      <EventRows key={event.id} project={project} search={search} event={event} />
    ))}
  </Table>
)

function EventRows({ project, search, event }: Props & { readonly event: AuditEvent }) {
  const navigate = useNavigate()
  const open = search.open === event.id
  const details = `details-${event.id}`
  const toggle = (): void =>
    void navigate({
      to: '.',
      search: { ...search, open: open ? undefined : event.id } as never,
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      <tr data-event={event.id}>
        <Td className="whitespace-nowrap">
          <time dateTime={event.time}>{formatInstant(new Date(event.time))}</time>
        </Td>
        <Td>
          <span data-private>{event.caller.name === '' ? shortId(event.caller.id) : event.caller.name}</span>
          <span className="block text-muted">{callerKind(event.caller.kind)}</span>
        </Td>
        <Td>
          <code>{event.event}</code>
        </Td>
        <Td className="whitespace-nowrap">
          <code data-private>{shortId(event.target.id)}</code>
          <span className="block text-muted">{targetKind(event.target.kind)}</span>
        </Td>
        <Td>{event.ip === '' ? <span className="text-muted">{t('Not known')}</span> : <span data-private>{event.ip}</span>}</Td>
        <Td>
          <Button look="quiet" aria-expanded={open} aria-controls={open ? details : undefined} onClick={toggle}>
            {open ? t('Hide') : t('Show')}
            <span className="sr-only">
              {t('details of event {sequence}, {event}', { sequence: event.sequence, event: event.event })}
            </span>
          </Button>
        </Td>
      </tr>
      {open && (
        <tr id={details}>
          <td colSpan={6} className="border-t border-line bg-subtle p-4">
            <EventDetails project={project} event={event} />
          </td>
        </tr>
      )}
    </>
  )
}

const callerKind = (kind: string): string =>
  ({
    access_key: t('API key'),
    account: t('person'),
    key_holder: t('holder of the key'),
    operator: t('operator'),
    unauthenticated_admin: t('not authenticated'),
  })[kind] ?? kind

const targetKind = (kind: string): string =>
  ({
    issued_api_key: t('issued key'),
    imported_api_key: t('imported key'),
    project: t('project'),
    access_key: t('project API key'),
    workspace: t('workspace'),
    account: t('account'),
    member: t('member'),
    invitation: t('invitation'),
    webhook: t('webhook'),
  })[kind] ?? kind

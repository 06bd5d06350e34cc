import type { AuditEvent } from '@latchkey/sdk/messages'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Identifier } from '../../ui/identifier.tsx'
import { changesOf, type FieldChange } from './event-diff.ts'

/** Everything that is known about one event, and what it changed. */
export const EventDetails = ({ project, event }: { readonly project: string; readonly event: AuditEvent }) => (
  <div className="grid gap-4">
    <Changes changes={changesOf(event)} />
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
      <Fact name={t('Actor id')}>
        <Identifier id={event.caller.id} name={t('Copy actor id')} />{' '}
        <OnlyLink project={project} search={{ actor: event.caller.id }}>
          {t('All events of this actor')}
        </OnlyLink>
      </Fact>
      <Fact name={t('Target id')}>
        <Identifier id={event.target.id} name={t('Copy target id')} />{' '}
        <OnlyLink project={project} search={{ target: event.target.id }}>
          {t('All events of this target')}
        </OnlyLink>
      </Fact>
      <Fact name={t('Request')}>
        <Identifier id={event.request_id} name={t('Copy request id')} />
      </Fact>
      <Fact name={t('Event')}>
        <Identifier id={event.id} name={t('Copy event id')} />
      </Fact>
      <Fact name={t('Place in the chain')}>
        {event.sequence}, <code title={event.hash}>{event.hash.slice(0, 12)}…</code>
      </Fact>
    </dl>
  </div>
)

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="flex items-center text-muted">{name}</dt>
    <dd className="flex flex-wrap items-center gap-x-3">{children}</dd>
  </>
)

const OnlyLink = ({
  project,
  search,
  children,
}: {
  readonly project: string
  readonly search: Record<string, string>
  readonly children: ReactNode
}) => (
  <Link to={'/projects/$project/audit' as '/'} params={{ project } as never} search={search as never}>
    {children}
  </Link>
)

function Changes({ changes }: { readonly changes: readonly FieldChange[] }) {
  if (changes.length === 0) return <p className="text-muted">{t('No field was changed.')}</p>
  return (
    <table className="w-full border-collapse bg-ground text-table">
      <caption className="pb-2 text-start font-medium">{t('What changed')}</caption>
      <thead className="text-muted">
        <tr>
          {[t('Field'), t('Before'), t('After')].map((name) => (
            <th key={name} scope="col" className="border-b border-line px-3 py-2 text-start font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row" className="border-b border-line px-3 py-2 text-start align-top font-normal">
              <code>{field}</code>
            </th>
            <td className="border-b border-line px-3 py-2 align-top">
              <Value text={before} as="del" />
            </td>
            <td className="border-b border-line px-3 py-2 align-top">
              <Value text={after} as="ins" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Value = ({ text, as: Mark }: { readonly text: string | undefined; readonly as: 'del' | 'ins' }) =>
  text === undefined ? (
    <span className="text-muted">—</span>
  ) : (
    <Mark className="no-underline">
      <code data-private>{text === '' ? '""' : text}</code>
    </Mark>
  )

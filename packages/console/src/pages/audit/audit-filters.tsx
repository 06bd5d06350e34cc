import { auditEventNames } from '@latchkey/core/events/audit-event-names'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { type Choice, SelectField, TextField } from '../../ui/field.tsx'
import { InstantField } from '../../ui/instant-field.tsx'
import type { AuditSearch } from './audit-search.ts'

type Filters = Pick<AuditSearch, 'actor' | 'target' | 'event' | 'from' | 'to'>

const nothing: Filters = { actor: undefined, target: undefined, event: undefined, from: undefined, to: undefined }

/** Written to the address when it is applied, so that the same address shows the same events. */
export function AuditFilters({ project, search }: { readonly project: string; readonly search: AuditSearch }) {
  const { actor, target, event, from, to, size } = search
  const [wanted, setWanted] = useState<Filters>({ actor, target, event, from, to })
  const navigate = useNavigate()
  const show = (filters: Filters): void =>
    void navigate({
      to: '/projects/$project/audit' as '/',
      params: { project } as never,
      search: { ...withoutEmpty(filters), size } as never,
    })
  const submit = (submitted: FormEvent): void => {
    submitted.preventDefault()
    show(wanted)
  }
  const change = (part: Filters): void => setWanted((before) => ({ ...before, ...part }))
  return (
    <form onSubmit={submit} aria-label={t('Filter')} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <SelectField
        label={t('Event')}
        value={wanted.event ?? ''}
        choices={eventChoices(wanted.event)}
        onChoose={(chosen) => change({ event: chosen })}
      />
      <TextField
        label={t('Actor id')}
        value={wanted.actor ?? ''}
        onChange={({ target: { value } }) => change({ actor: value.trim() })}
        data-private
      />
      <TextField
        label={t('Target id')}
        value={wanted.target ?? ''}
        onChange={({ target: { value } }) => change({ target: value.trim() })}
        data-private
      />
      <InstantField label={t('From')} value={wanted.from} onChange={(value) => change({ from: value })} />
      <InstantField label={t('Until')} value={wanted.to} onChange={(value) => change({ to: value })} />
      <div className="flex items-end gap-2">
        <Button type="submit">{t('Apply')}</Button>
        {[actor, target, event, from, to].some((value) => value !== undefined) && (
          <Button look="quiet" onClick={() => show(nothing)}>
            {t('Clear filter')}
          </Button>
        )}
      </div>
    </form>
  )
}

const withoutEmpty = (filters: Filters): Filters =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''))

/** All events, those of one kind, and each; whatever else the address asks for stays visible. */
function eventChoices(current: string | undefined): readonly Choice[] {
  const kinds = [...new Set(auditEventNames.map((name) => `${name.slice(0, name.indexOf('.'))}.*`))]
  const names: readonly string[] = [...kinds, ...auditEventNames].sort()
  const odd = current === undefined || current === '' || names.includes(current) ? [] : [current]
  return [{ value: '', label: t('All events') }, ...[...odd, ...names].map((name) => ({ value: name, label: name }))]
}

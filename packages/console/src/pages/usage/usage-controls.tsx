import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { prefer, usePreferences } from '../../app/preferences.ts'
import { t } from '../../i18n/i18n.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { shortId } from '../../ui/identifier.tsx'
import { InstantField } from '../../ui/instant-field.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { UsageSearch } from './usage-search.ts'

const HERE = '/projects/$project/api-keys/usage' as '/'

interface Props {
  readonly project: string
  readonly search: UsageSearch
}

/** Which time is looked at, and how; all but the zone is in the address. */
export function UsageControls({ project, search }: Props) {
  const { zone } = usePreferences()
  const navigate = useNavigate()
  const show = (changes: UsageSearch): void =>
    void navigate({ to: HERE, params: { project } as never, search: { ...search, ...changes } as never, replace: true })
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <RangeLinks project={project} search={search} />
        <Switch
          label={t('Time zone')}
          choices={[
            { value: 'local', label: t('Local') },
            { value: 'utc', label: t('UTC') },
          ]}
          value={zone}
          onChoose={(chosen) => prefer({ zone: chosen as 'local' | 'utc' })}
        />
      </div>
      {search.range === 'custom' && (
        <CustomRange key={`${search.from}${search.to}`} search={search} onShow={(from, to) => show({ from, to })} />
      )}
      {(search.key !== undefined || search.actor !== undefined) && (
        <p className="flex flex-wrap items-center gap-2">
          <span data-private>{onlyWhat(search)}</span>
          <Button onClick={() => show({ key: undefined, actor: undefined })}>{t('Show all')}</Button>
        </p>
      )}
    </div>
  )
}

function onlyWhat({ key, actor }: UsageSearch): string {
  if (key === undefined) return t('Only the actor {actor}', { actor })
  return key === '' ? t('Only credentials that belong to no key') : t('Only the key {key}', { key: shortId(key) })
}

const RangeLinks = ({ project, search }: Props) => {
  const ranges = [
    ['1h', t('1 hour')],
    ['24h', t('24 hours')],
    ['7d', t('7 days')],
    ['30d', t('30 days')],
    ['custom', t('Custom')],
  ] as const
  return (
    <nav aria-label={t('Range')} className="flex flex-wrap gap-1">
      {ranges.map(([range, name]) => {
        const current = (search.range ?? '24h') === range
        return (
          <Link
            key={range}
            to={HERE}
            params={{ project } as never}
            search={{ ...search, range, ...(range === 'custom' ? {} : { from: undefined, to: undefined }) } as never}
            aria-current={current ? 'page' : undefined}
            className={`${buttonClass(current ? 'plain' : 'quiet')} ${current ? 'bg-neutral-ground font-semibold' : ''}`}
          >
            {name}
          </Link>
        )
      })}
    </nav>
  )
}

function CustomRange({
  search,
  onShow,
}: {
  readonly search: UsageSearch
  readonly onShow: (from: string | undefined, to: string | undefined) => void
}) {
  const [from, setFrom] = useState(search.from)
  const [to, setTo] = useState(search.to)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onShow(from, to)
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <InstantField label={t('From')} value={from} onChange={setFrom} />
      <InstantField label={t('Until')} value={to} onChange={setTo} />
      <Button type="submit">{t('Show')}</Button>
    </form>
  )
}

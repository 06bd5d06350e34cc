import { parseGoDurationMs } from '@latchkey/core/key/duration'
import type { ReactNode } from 'react'
import * as v from 'valibot'
import { formatDuration } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'

const Settings = v.object({
  credentials: v.object({
    api_keys: v.object({ default_ttl: v.string(), max_ttl: v.string(), prefix: v.object({ current: v.string() }) }),
    derived_tokens: v.object({ default_ttl: v.string() }),
  }),
})

/** The settings that the project will begin with. They can be changed at any time. */
export function WhatIsMade({ settings }: { readonly settings: unknown }) {
  const { success, output } = v.safeParse(Settings, settings)
  const known = success ? output.credentials : undefined
  return (
    <div className="grid gap-3">
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
        <Fact name={t('Prefix of new keys')} value={known && <code>{known.api_keys.prefix.current}</code>} />
        <Fact name={t('A key lives for')} value={known && forPeople(known.api_keys.default_ttl)} />
        <Fact name={t('At most')} value={known && forPeople(known.api_keys.max_ttl)} />
        <Fact name={t('A derived token lives for')} value={known && forPeople(known.derived_tokens.default_ttl)} />
        <dt className="font-medium">{t('Secrets')}</dt>
        <dd className="text-muted">{t('One that proves keys are yours, and one that signs tokens; sealed at rest.')}</dd>
      </dl>
      <p className="text-muted">{t('All of it can be changed later under Configuration.')}</p>
    </div>
  )
}

const forPeople = (duration: string): string => {
  const ms = parseGoDurationMs(duration)
  return ms === undefined ? duration : formatDuration(ms)
}

const Fact = ({ name, value }: { readonly name: string; readonly value: ReactNode }) =>
  value !== undefined && (
    <>
      <dt className="font-medium">{name}</dt>
      <dd>{value}</dd>
    </>
  )

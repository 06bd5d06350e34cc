import { lazy } from 'react'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Note } from '../../../ui/panel.tsx'
import { SameAsCall } from '../../../ui/same-as-call.tsx'
import type { JsonValue } from './json.ts'
import type { SettingDefinition } from './setting-definitions.ts'
import { type Change, retiredValue } from './setting-values.ts'
import type { SettingsDraft } from './use-settings-draft.ts'

const SettingsAsCall = lazy(async () => ({ default: (await import('./settings-as-call.tsx')).SettingsAsCall }))

/** What is about to be saved, and what came of it; stays in sight while there is something to save. */
export function SaveBar({
  project,
  draft,
  definitions,
}: {
  readonly project: string
  readonly draft: SettingsDraft
  readonly definitions: readonly SettingDefinition[]
}) {
  const { changes, warnings, failure, conflict, busy } = draft
  if (changes.length === 0)
    return warnings.length === 0 ? null : (
      <Note tone="warn" title={t('Saved, with something to know')}>
        {warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </Note>
    )
  const isUnplaced = failure !== undefined && Object.keys(draft.problems).length === 0
  return (
    <section
      aria-label={t('Unsaved changes')}
      className="sticky bottom-0 z-30 -mx-4 grid max-h-[60vh] gap-3 overflow-y-auto border-t border-strong bg-raised p-4 shadow-lg sm:mx-0 sm:rounded-panel sm:border"
    >
      <h2>{t('{count, plural, one {# unsaved change} other {# unsaved changes}}', { count: changes.length })}</h2>
      <ul className="grid gap-1">
        {changes.map((change) => (
          <DiffLine key={change.path} change={change} definitions={definitions} liveKeysOf={draft.liveKeysOf} />
        ))}
      </ul>
      <SameAsCall>{() => <SettingsAsCall project={project} changes={changes} />}</SameAsCall>
      {isUnplaced && (
        <div role="alert">
          <Note tone="error" title={t('Not saved')}>
            <p>
              {failure.message} <code>{failure.reason}</code>
            </p>
          </Note>
        </div>
      )}
      {conflict && <Conflict onRebase={draft.rebase} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={draft.discard} disabled={busy}>
          {t('Discard')}
        </Button>
        <Button type="submit" look="primary" busy={busy} disabled={conflict}>
          {t('Save changes')}
        </Button>
      </div>
    </section>
  )
}

const Conflict = ({ onRebase }: { readonly onRebase: () => void }) => (
  <div role="alert">
    <Note tone="warn" title={t('Somebody else has changed this project meanwhile')}>
      <p>
        {t(
          'Nothing was saved. Take over what they saved; your changes stay, and the list above then shows what is left of them.',
        )}
      </p>
      <Button className="mt-2" onClick={onRebase}>
        {t('Load their changes and keep mine')}
      </Button>
    </Note>
  </div>
)

const shown = (value: JsonValue): string => {
  if (typeof value === 'boolean') return value ? t('on') : t('off')
  if (Array.isArray(value)) return value.length === 0 ? t('none') : value.map(retiredValue).join(', ')
  return value === '' ? t('none') : String(value)
}

function DiffLine({
  change: { path, before, after },
  definitions,
  liveKeysOf,
}: {
  readonly change: Change
  readonly definitions: readonly SettingDefinition[]
  readonly liveKeysOf: SettingsDraft['liveKeysOf']
}) {
  const label = definitions.find((definition) => definition.path === path)?.label ?? path
  const consequence = consequenceOf({ path, before, after }, liveKeysOf)
  return (
    <li>
      <span className="font-medium">{label}</span>: <del className="text-muted no-underline">{shown(before)}</del>{' '}
      <span aria-hidden>→</span>
      <span className="sr-only">{t('becomes')}</span> <ins className="font-medium no-underline">{shown(after)}</ins>
      {consequence !== undefined && <span className="text-muted"> — {consequence}</span>}
    </li>
  )
}

function consequenceOf({ path, before, after }: Change, liveKeysOf: SettingsDraft['liveKeysOf']): string | undefined {
  if (path.startsWith('credentials.api_keys.prefix.') && path.endsWith('current') && before !== '') {
    const count = liveKeysOf(String(before))
    return t(
      'new keys only; {count, plural, =0 {no key has the old one} one {1 key keeps the old one} other {{shown} keys keep the old one}}',
      {
        count,
        shown: formatNumber(count),
      },
    )
  }
  if (!path.startsWith('credentials.api_keys.prefix.') || !Array.isArray(before) || !Array.isArray(after)) return undefined
  const left = after.map(retiredValue)
  const stranded = before.map(retiredValue).filter((prefix) => !left.includes(prefix))
  const count = stranded.reduce((sum, prefix) => sum + liveKeysOf(prefix), 0)
  if (count === 0) return undefined
  return t('{count, plural, one {1 live key stops verifying} other {{shown} live keys stop verifying}}', {
    count,
    shown: formatNumber(count),
  })
}

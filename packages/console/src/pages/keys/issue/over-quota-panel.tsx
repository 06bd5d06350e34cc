import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Note } from '../../../ui/panel.tsx'
import { ExpiredKeys } from './expired-keys.tsx'

/** No room for another key: how many there are, and which of them only take up room. */
export function OverQuotaPanel({
  project,
  limit,
  used,
}: {
  readonly project: string
  readonly limit: number
  readonly used: number
}) {
  return (
    <div role="alert">
      <Note tone="warn" title={t('All {limit} keys of the plan are in use', { limit: formatNumber(limit) })}>
        <p>{t('{used} of {limit} in use.', { used: formatNumber(used), limit: formatNumber(limit) })}</p>
        <ExpiredKeys project={project} />
        <p className="mt-2">
          {t('Who runs this server raises the limit with {setting} or another plan.', { setting: 'quota.api_keys_max' })}
        </p>
      </Note>
    </div>
  )
}

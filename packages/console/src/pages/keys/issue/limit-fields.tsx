import { parseWindowMs } from '@latchkey/core/key/duration'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { FormPart } from './form-part.ts'

/** So many verifications per window. */
export function LimitFields({ draft: { quota, window }, change, problems, rules }: FormPart) {
  const perSecond = (Number(quota) * 1000) / (parseWindowMs(window.trim()) ?? Number.NaN)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('Requests')}
          inputMode="numeric"
          value={quota}
          onChange={(event) => change({ quota: event.target.value })}
          placeholder="600"
          hint={
            quota !== '' && Number.isFinite(perSecond)
              ? t('≈ {rate}/s', { rate: formatNumber(Number(perSecond.toPrecision(2))) })
              : t('Empty: no limit of its own.')
          }
          error={problems.quota}
        />
        <TextField
          label={t('Per')}
          value={window}
          onChange={(event) => change({ window: event.target.value })}
          placeholder="60s"
          hint={t('Such as 60s, 5m or 1h.')}
          error={problems.window}
        />
      </div>
      {rules !== undefined && (
        <p className="flex flex-wrap items-center gap-2 text-table text-muted">
          {rules.enforcesRateLimits ? (
            <>
              <Badge tone="ok" sign="●">
                {t('Enforced')}
              </Badge>
              {t('Verifications beyond the limit are refused.')}
            </>
          ) : (
            <>
              <Badge tone="neutral" sign="○">
                {t('Informational')}
              </Badge>
              {t('This project reports limits to your API and leaves it to enforce them.')}
            </>
          )}
        </p>
      )}
    </>
  )
}

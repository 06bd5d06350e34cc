import { type ReactNode, useId } from 'react'
import { formatNumber, formatPercent } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Note, Panel } from '../../../ui/panel.tsx'

export interface Use {
  readonly used: number
  /** null: no limit. */
  readonly max: number | null
}

const NEAR = 0.8

const shareOf = ({ used, max }: Use): number => {
  if (max === null) return 0
  return max === 0 ? 1 : used / max
}

export const isNear = (use: Use): boolean => shareOf(use) >= NEAR

/** From 80 % on a banner, at the limit a panel that says what is refused and what helps. */
export function NearLimit({
  use,
  near,
  reached,
  consequence,
  children,
}: {
  readonly use: Use
  readonly near: string
  readonly reached: string
  readonly consequence: string
  readonly children?: ReactNode
}) {
  if (shareOf(use) < 1) {
    return (
      <Note tone="warn" title={`${near}: ${formatPercent(shareOf(use))}`}>
        <div className="grid justify-items-start gap-2">{children}</div>
      </Note>
    )
  }
  return (
    <Panel title={reached}>
      <div className="grid justify-items-start gap-3">
        <p>{consequence}</p>
        {children}
      </div>
    </Panel>
  )
}

export function LimitMeter({ label, use, hint }: { readonly label: string; readonly use: Use; readonly hint?: string }) {
  const id = useId()
  const share = shareOf(use)
  const used = formatNumber(use.used)
  const text = use.max === null ? t('{used}, no limit', { used }) : t('{used} of {max}', { used, max: formatNumber(use.max) })
  return (
    <div className="grid content-start gap-1">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span>{text}</span>
      </div>
      {use.max !== null && (
        // biome-ignore lint/a11y/useSemanticElements: browsers draw `meter` in colours of their own, which say something else
        <div
          role="meter"
          aria-labelledby={id}
          aria-valuemin={0}
          aria-valuemax={Math.max(use.max, use.used)}
          aria-valuenow={use.used}
          aria-valuetext={text}
          className="h-2 overflow-hidden rounded-full border border-strong bg-subtle"
        >
          <div className="h-full bg-accent" style={{ width: `${Math.min(share, 1) * 100}%` }} />
        </div>
      )}
      {hint !== undefined && <p className="text-table text-muted">{hint}</p>}
    </div>
  )
}

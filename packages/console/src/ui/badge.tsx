import type { ReactNode } from 'react'

export type Tone = 'ok' | 'warn' | 'error' | 'info' | 'neutral'

const tones: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-ground text-ok',
  warn: 'bg-warn-ground text-warn',
  error: 'bg-error-ground text-error',
  info: 'bg-info-ground text-info',
  neutral: 'bg-neutral-ground text-neutral',
}

export const toneClass = (tone: Tone): string => tones[tone]

/** A state in a sign, a word and a colour; the colour is never alone. */
export const Badge = ({
  tone,
  sign,
  children,
}: {
  readonly tone: Tone
  readonly sign?: string
  readonly children: ReactNode
}) => (
  <span
    className={`badge inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-table font-medium whitespace-nowrap ${tones[tone]}`}
  >
    {sign !== undefined && <span aria-hidden>{sign}</span>}
    {children}
  </span>
)

import type { Figure } from '../bar.ts'

const SHOWN = 3

/** A figure that must be zero, and that names the first offenders when it is not. */
export function none(offenders: readonly string[]): Figure {
  const count = offenders.length
  return { value: count === 0 ? 0 : `${count}: ${offenders.slice(0, SHOWN).join('; ')}`, limit: '= 0', ok: count === 0 }
}

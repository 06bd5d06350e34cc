import { canonicalCidr, canonicalIp } from '@latchkey/core/verify/ip-restriction'
import { t } from '../../../i18n/i18n.ts'
import { parseGoDurationMs } from './go-duration.ts'

/** What was typed, read: a value to save or a sentence about what is wrong. */
export type Reading = { readonly value: unknown } | { readonly problem: string }

const METADATA_MAX_BYTES = 4096
const SCOPES_MAX = 256
const CIDRS_MAX = 256

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

export function readScopes(text: string): Reading {
  const value = linesOf(text)
  return value.length > SCOPES_MAX ? { problem: t('At most {count} scopes.', { count: SCOPES_MAX }) } : { value }
}

export function readMetadata(text: string): Reading {
  const value = parseObject(text.trim() === '' ? '{}' : text)
  if (value === undefined) return { problem: t('This is not a JSON object.') }
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length
  return bytes > METADATA_MAX_BYTES ? { problem: t('At most 4 KiB; this is {bytes} bytes.', { bytes }) } : { value }
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

export interface LimitDraft {
  readonly quota: string
  readonly window: string
  readonly unit: string
}

/** Without a quota there is no limit. */
export function readLimit({ quota, window, unit }: LimitDraft): Reading {
  if (quota.trim() === '') return { value: null }
  if (!/^[1-9]\d{0,15}$/.test(quota.trim())) return { problem: t('The quota is a whole number, 1 or more.') }
  const ms = parseGoDurationMs(window.trim())
  if (ms === undefined || ms < 1000) return { problem: t('The window is a duration of at least 1s, such as 60s or 1h30m.') }
  return { value: { quota: quota.trim(), window: window.trim(), ...(unit.trim() === '' ? {} : { unit: unit.trim() }) } }
}

/** Ranges in their one spelling; a single address becomes the range of itself. No ranges: no restriction. */
export function readRanges(text: string): Reading {
  const ranges: string[] = []
  for (const line of linesOf(text)) {
    const range = rangeOf(line)
    if (range === undefined) return { problem: t('{text} is neither an address nor a range such as 10.0.0.0/8.', { text: line }) }
    ranges.push(range)
  }
  if (ranges.length > CIDRS_MAX) return { problem: t('At most {count} ranges.', { count: CIDRS_MAX }) }
  return { value: ranges.length === 0 ? null : { allowed_cidrs: [...new Set(ranges)] } }
}

function rangeOf(text: string): string | undefined {
  if (text.includes('/')) return canonicalCidr(text)
  const address = canonicalIp(text)
  if (address === undefined) return undefined
  return `${address}/${address.includes(':') ? 128 : 32}`
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/

/** Milliseconds of a length of time such as `90s` or `1h30m`, as the server reads it; `0` needs no unit. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0
  let rest = text
  let ms = 0
  while (rest !== '') {
    const part = PART.exec(rest)
    const unit = unitMs[part?.[2] ?? '']
    if (part === null || unit === undefined) return undefined
    ms += Number(part[1]) * unit
    rest = rest.slice(part[0].length)
  }
  return text === '' ? undefined : ms
}

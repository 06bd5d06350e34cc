/** One word for a POSIX shell; left plain where that is safe. */
export const shellWord = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** A Go string: raw where it can be, so that JSON stays readable. */
export const goString = (text: string): string => (/[`\r]/.test(text) ? JSON.stringify(text) : `\`${text}\``)

/** A value as TypeScript writes it: names without quotes where they need none, single quotes, trailing commas. */
export function typeScriptValue(value: unknown, indent = ''): string {
  if (typeof value === 'string') return typeScriptString(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  if (Array.isArray(value)) return `[${value.map((item) => typeScriptValue(item, inner)).join(', ')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${inner}${propertyName(name)}: ${typeScriptValue(member, inner)},\n`)
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

const typeScriptString = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : typeScriptString(name))

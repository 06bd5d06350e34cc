import type { ConfigEntry } from './config-entry.ts'
import { otherVariables, variableOf } from './environment.ts'
import { configSchema } from './schema.ts'

/** Where the page lives, below the root of the repository. */
export const REFERENCE_PAGE = 'docs/reference/configuration.md'

/** The configuration reference, in Markdown: everything in it comes from the schema. */
export function renderConfigReference(): string {
  const blocks = Map.groupBy(configSchema, ({ path }) => path.split('.')[0] ?? path)
  const sections = [...blocks].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([block, entries]) => renderBlock(block, entries))
  return `${[INTRODUCTION, ...sections, renderOtherVariables()].join('\n\n')}\n`
}

const INTRODUCTION = `# Configuration reference

<!-- Generated from packages/server/src/config. Change the schema there, then run \`npm run generate\`. -->

Settings come from the environment, from a YAML or JSON file (\`--config\`), and from the defaults below, in this order: what is
set in the environment wins over the file, and the file over the default. A file or variable that names a setting which does not
exist, or gives one a value it cannot have, stops the server from starting; the message names the setting and never repeats a
value. The blocks are those of an Ory Talos configuration file, so such a file can be used as it is.

A variable is called \`LATCHKEY_\` and the path in capitals, with \`_\` for \`.\`: \`LATCHKEY_SERVE_HTTP_PORT\` sets \`serve.http.port\`.
A list is written with commas (\`a,b\`), as JSON (\`["a","b"]\`), or one variable per item (\`…_0\`, \`…_1\`).

Durations are Go durations: \`500ms\`, \`30s\`, \`15m\`, \`1h30m\`, \`168h\`. Retired values are strings, or blocks of \`value\` and
\`expires_at\` (an RFC 3339 time from which the value no longer counts).

The file is watched. **Live** settings hold as soon as it is saved, or at \`SIGHUP\`; the others wait for a restart. A file that
cannot be used is reported and changes nothing.

**Secret** settings are never repeated in messages and logs. The secrets below \`secrets\` must be random: at least 32 bytes, no
repetitions, no words, and no example from any documentation. \`openssl rand -base64 48\` makes a good one.

Settings marked **no effect yet** are accepted, so that files written for Ory Talos start unchanged; the server says so at the start.
Settings under \`credentials\`, \`cache\`, \`rate_limit\` and \`secrets.hmac\` are those of the default project. What is set here
wins over what the project itself was told; what is left out stays with the project.`

const renderBlock = (block: string, entries: readonly ConfigEntry[]): string =>
  [
    `## ${block}`,
    '',
    '| setting | type | default | takes effect | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(renderRow),
  ].join('\n')

function renderRow(entry: ConfigEntry): string {
  const setting = `\`${entry.path}\`<br>\`${variableOf(entry.path)}\``
  const marks = [...(entry.secret === true ? ['**Secret.**'] : []), ...(entry.unused === true ? ['**No effect yet.**'] : [])]
  const meaning = [...marks, entry.description].join(' ')
  return `| ${[setting, describeType(entry), describeDefault(entry), entry.reload === 'live' ? 'live' : 'at the start', meaning].map(escapeCell).join(' | ')} |`
}

function describeType({ type, values, minimum, maximum, unit }: ConfigEntry): string {
  if (values !== undefined) return values.map((value) => `\`${value}\``).join(', ')
  const range = minimum === undefined || maximum === undefined ? '' : `, ${minimum} to ${maximum}`
  return `${type}${range}${unit === undefined ? '' : ` ${unit}`}`
}

function describeDefault({ default: value }: ConfigEntry): string {
  if (value === undefined) return 'see there'
  if (value === '') return 'empty'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((item) => `\`${String(item)}\``).join(', ')
  return `\`${String(value)}\``
}

const renderOtherVariables = (): string =>
  [
    '## Other variables',
    '',
    'Variables with our prefix that are not settings:',
    '',
    '| variable | meaning |',
    '| --- | --- |',
    ...Object.entries(otherVariables).map(([name, meaning]) => `| \`${name}\` | ${escapeCell(meaning)} |`),
  ].join('\n')

const escapeCell = (text: string): string => text.replaceAll('|', '\\|')

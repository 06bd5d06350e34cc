import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'

const SOURCE = join(import.meta.dirname, 'src')
const CATALOGS = join(SOURCE, 'i18n/catalogs')
const MODULE = /^virtual:messages\/([\w-]+)$/

/** The first argument of each `t('…')`: English text that names itself in every catalog. */
const CALL = /\bt\(\s*'((?:[^'\\\n]|\\.)*)'/g

/** Every text of the console, in the order of the files. */
export function messagesInSource(): readonly string[] {
  const files = globSync('**/*.{ts,tsx}', { cwd: SOURCE }).filter((file) => !file.includes('.test.'))
  const found = files.sort().flatMap((file) => [...readFileSync(join(SOURCE, file), 'utf8').matchAll(CALL)])
  return [...new Set(found.map(([, text = '']) => text.replaceAll("\\'", "'")))]
}

/** From each English text to the text of the language. */
export const catalogOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(CATALOGS, `${language}.json`), 'utf8')) as Record<string, string>

const compiled = (messages: readonly (readonly [id: string, text: string])[]): string =>
  `export default ${JSON.stringify(Object.fromEntries(messages.map(([id, text]) => [id, compileMessage(text)])))}`

/**
 * Reads messages (ICU MessageFormat) while building, so that no parser for them is sent to browsers: `virtual:messages/en` has
 * those with places to fill, `virtual:messages/<language>` all of a catalog. A new language is a file in `i18n/catalogs`.
 */
export const messagesPlugin = (): Plugin => ({
  name: 'latchkey-messages',
  resolveId: (id) => (MODULE.test(id) ? `\0${id}` : undefined),
  load(id) {
    const language = MODULE.exec(id.slice(1))?.[1]
    if (language === undefined) return undefined
    if (language !== 'en') return compiled(Object.entries(catalogOf(language)))
    return compiled(
      messagesInSource()
        .filter((text) => text.includes('{'))
        .map((text) => [text, text]),
    )
  },
})

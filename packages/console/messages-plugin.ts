import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import type { Plugin } from 'vite'
import { messageId } from './src/i18n/message-id.ts'

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

/** As browsers load them: the id of each English text with what `@lingui/core` fills in. */
function compiled(messages: readonly (readonly [english: string, text: string])[]): string {
  const byId = new Map(messages.map(([english, text]) => [messageId(english), compileMessage(text)]))
  return `export default ${JSON.stringify(Object.fromEntries(byId))}`
}

/** English texts whose places are all plain ones are filled without a catalog. */
const needsCatalog = (text: string): boolean => compileMessage(text).some((token) => Array.isArray(token) && token.length > 1)

function refuseSharedIds(texts: readonly string[]): void {
  const byId = Map.groupBy(texts, messageId)
  for (const [id, shared] of byId) if (shared.length > 1) throw new Error(`${id} is the id of ${shared.join(' and of ')}`)
}

/**
 * Reads messages (ICU MessageFormat) while building, so that no parser for them is sent to browsers: `virtual:messages/en` has
 * those with plurals and the like, `virtual:messages/<language>` all of a catalog. A new language is a file in `i18n/catalogs`.
 */
export const messagesPlugin = (): Plugin => ({
  name: 'latchkey-messages',
  resolveId: (id) => (MODULE.test(id) ? `\0${id}` : undefined),
  load(id) {
    const language = MODULE.exec(id.slice(1))?.[1]
    if (language === undefined) return undefined
    const english = messagesInSource()
    refuseSharedIds(english)
    if (language !== 'en') return compiled(Object.entries(catalogOf(language)))
    return compiled(english.filter(needsCatalog).map((text) => [text, text]))
  },
})

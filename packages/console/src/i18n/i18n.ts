import { i18n, type Messages } from '@lingui/core'
import { messageId } from './message-id.ts'
import { pseudo } from './pseudo.ts'

/** What the console speaks. `ar-XB` is for tests: every text marked, and right to left. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages | 'ar-XB'

/** Texts with plurals and the like; all others are their own English. */
let english: Messages = {}

/** Once, before anything is said. A part of the first script, so that English readers wait for no other. */
export const knowEnglish = (catalog: Messages): void => {
  english = catalog
}

/** Of the language that is spoken. */
let messages: Messages = {}

/** English stands in the source, so that other languages are a file from each English text to theirs (ICU MessageFormat). */
export async function speak(language: Language): Promise<void> {
  messages = language === 'de' ? (await import('virtual:messages/de')).default : english
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
  document.documentElement.dir = language === 'ar-XB' ? 'rtl' : 'ltr'
}

/** The text in the language of the reader. `message` is the English one and names it in every catalog. */
export function t(message: string, values?: Record<string, unknown>): string {
  const id = messageId(message)
  const text = id in messages ? i18n._(id, values) : filled(message, values)
  return i18n.locale === 'ar-XB' ? pseudo(text) : text
}

const filled = (message: string, values: Record<string, unknown> = {}): string =>
  message.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))

/** For `Intl`: what the pseudo-language pretends not to be. */
export const formatLocale = (): string => (i18n.locale === 'ar-XB' ? 'en' : i18n.locale)

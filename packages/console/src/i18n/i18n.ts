import { i18n } from '@lingui/core'
import { pseudo } from './pseudo.ts'

/** What the console speaks. `en-XA` and `ar-XB` are for tests: every text marked, and right to left. */
export const languages = { en: 'English', de: 'Deutsch' } as const
export type Language = keyof typeof languages | 'en-XA' | 'ar-XB'

const catalogs = {
  en: () => import('virtual:messages/en'),
  de: () => import('virtual:messages/de'),
}

/** English stands in the source, so that other languages are a file from each English text to theirs (ICU MessageFormat). */
export async function speak(language: Language): Promise<void> {
  const { default: messages } = await catalogs[language === 'de' ? 'de' : 'en']()
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
  document.documentElement.dir = language === 'ar-XB' ? 'rtl' : 'ltr'
}

/** The text in the language of the reader. `message` is the English one and names it in every catalog. */
export function t(message: string, values?: Record<string, unknown>): string {
  const text = i18n._(message, values)
  return i18n.locale === 'en-XA' || i18n.locale === 'ar-XB' ? pseudo(text) : text
}

/** For `Intl`: what the pseudo-languages pretend not to be. */
export const formatLocale = (): string => (i18n.locale === 'en-XA' || i18n.locale === 'ar-XB' ? 'en' : i18n.locale)

import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'

export interface ShownText {
  readonly text: string
  /** Where it stands, when not between the tags. */
  readonly attribute?: string
}

/**
 * Texts of the interface, hidden ones for assistive technology included; runs in the page. Data is exempt: what people typed,
 * ids, code, times and the product's own name.
 */
export function shownTexts(): ShownText[] {
  const data = 'code, pre, output, time, [data-private], [translate="no"], [data-user-text], style, script, noscript, title'
  const isData = (element: Element | null): boolean => element === null || element.closest(data) !== null
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found: ShownText[] = []
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? ''
    if (text !== '' && text !== 'Latchkey' && !isData(node.parentElement)) found.push({ text })
  }
  for (const attribute of ['aria-label', 'placeholder', 'title', 'alt']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const text = element.getAttribute(attribute)?.trim() ?? ''
      if (text !== '' && !isData(element)) found.push({ text, attribute })
    }
  }
  return found
}

type Token = string | readonly [name: string, kind?: string, cases?: Readonly<Record<string, readonly Token[] | number>>]

const WORD = /[A-Za-z]{3}/

/** Tells the English texts of a catalog, filled in or not, from those of the language; texts that are alike in both are no English. */
export function englishIn(catalog: Readonly<Record<string, string>>): (text: string) => boolean {
  const plain = new Set<string>()
  const patterns: string[] = []
  for (const [english, translated] of Object.entries(catalog)) {
    if (english === translated) continue
    const tokens = compileMessageOrThrow(english) as readonly Token[]
    if (tokens.every((token) => typeof token === 'string')) plain.add(english)
    else patterns.push(...['one', 'other'].map((number) => patternOf(tokens, number)).filter((pattern) => WORD.test(pattern)))
  }
  const filled = patterns.map((pattern) => new RegExp(`^${pattern}$`))
  const translations = new Set(Object.values(catalog))
  return (text) => !translations.has(text) && (plain.has(text) || filled.some((pattern) => pattern.test(text)))
}

const patternOf = (tokens: readonly Token[], number: string): string =>
  tokens
    .map((token) => {
      if (typeof token === 'string') return token === '#' ? '.+' : token.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
      const cases = token[2]
      if (typeof cases !== 'object') return '.+'
      return patternOf((cases[number] ?? cases['other']) as readonly Token[], number)
    })
    .join('')

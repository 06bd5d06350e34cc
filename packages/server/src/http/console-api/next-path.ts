/** Where people go who did not say where to. */
export const CONSOLE_HOME = '/console'

/** What fits into a cookie beside the rest. */
const NEXT_MAX_LENGTH = 2048
/** Any origin does: what counts is that the path stays on it. */
const SOME_ORIGIN = 'http://origin.invalid'
/** Browsers drop tabs and line ends and read a backslash as a slash (WHATWG URL §4.4), which makes another host of a path. */
const AMBIGUOUS = /[\\\p{Cc}\p{Zs}]/u

/** The path on this origin to go on to; the console's home for everything else. */
export function nextPath(asked: string | undefined): string {
  if (asked === undefined || !asked.startsWith('/') || asked.startsWith('//') || AMBIGUOUS.test(asked)) return CONSOLE_HOME
  if (!URL.canParse(asked, SOME_ORIGIN)) return CONSOLE_HOME
  const url = new URL(asked, SOME_ORIGIN)
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//elsewhere` becomes a path with two slashes only here.
  const isFine = url.origin === SOME_ORIGIN && !path.startsWith('//') && path.length <= NEXT_MAX_LENGTH
  return isFine ? path : CONSOLE_HOME
}

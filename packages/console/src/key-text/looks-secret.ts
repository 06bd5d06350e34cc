const TOKEN_OF_PARTS = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/
/** Letters and digits in a row that no name has. */
const LONG_RUN = /[A-Za-z0-9+/]{16,}/

/** Whether a text is more likely a credential than a name: then it goes nowhere. */
export function looksSecret(text: string): boolean {
  if (/\s/.test(text)) return false
  if (TOKEN_OF_PARTS.test(text) || /^\w{1,16}_v1_/.test(text)) return true
  const run = LONG_RUN.exec(text)?.[0] ?? ''
  return /[0-9]/.test(run) && /[A-Za-z]/.test(run)
}

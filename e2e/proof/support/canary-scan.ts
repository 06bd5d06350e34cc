const WINDOW = 12

/** A place where a secret was found, by the name of the secret. Never the secret itself. */
export interface Hit {
  readonly canary: string
  readonly sink: string
}

/** Looks for planted secrets in whatever was written, in every form they could have been written in. */
export class CanaryScan {
  readonly #windows = new Map<string, string>()
  readonly #planted = new Set<string>()

  get planted(): number {
    return this.#planted.size
  }

  has(text: string): boolean {
    return this.#planted.has(text)
  }

  /** `secret`: the part of a credential that nobody may know, without a public prefix. */
  plant(canary: string, secret: string | Uint8Array): void {
    if (typeof secret === 'string') this.#planted.add(secret)
    for (const form of formsOf(secret)) {
      for (const window of windowsOf(form)) this.#windows.set(window, canary)
    }
  }

  /** One hit per secret and sink. */
  scan(sink: string, content: string | Uint8Array): readonly Hit[] {
    const found = new Set<string>()
    for (const window of windowsOf(bytesOf(content).toString('latin1'))) {
      const canary = this.#windows.get(window)
      if (canary !== undefined) found.add(canary)
    }
    return [...found].map((canary) => ({ canary, sink }))
  }
}

const bytesOf = (content: string | Uint8Array): Buffer =>
  typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content)

function* windowsOf(text: string): Generator<string> {
  for (let at = 0; at + WINDOW <= text.length; at++) yield text.slice(at, at + WINDOW)
}

/** As one byte per character: raw, hexadecimal, base64 at each alignment, and as URLs and JSON escape it. */
function formsOf(secret: string | Uint8Array): readonly string[] {
  const bytes = bytesOf(secret)
  const hex = bytes.toString('hex')
  const binary = [bytes.toString('latin1'), hex, hex.toUpperCase(), ...base64FormsOf(bytes)]
  return typeof secret === 'string'
    ? [...binary, ...escapedFormsOf(secret).map((form) => Buffer.from(form).toString('latin1'))]
    : binary
}

/** What precedes a text shifts its base64 by zero, one or two bytes; the characters that it shares with its neighbours are left out. */
function base64FormsOf(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const own = text.slice(shift === 0 ? 0 : shift + 1, -1)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function escapedFormsOf(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ '': text }).toString().slice(1),
    json,
    ascii,
    JSON.stringify(json).slice(1, -1),
  ]
}

/** One way of writing a request that some proxy or router takes for another. */
export interface PathVariant {
  /** The request target, exactly as it goes over the wire. */
  readonly target: string
  readonly headers: readonly string[]
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`

/** Puts something in at every slash. */
const atSlashes = (path: string, ...replacements: readonly string[]): string[] =>
  [...path.matchAll(/\//g)].flatMap(({ index }) =>
    replacements.map((other) => path.slice(0, index) + other + path.slice(index + 1)),
  )

/** Three hundred and more spellings of one path, for proofs that none of them gets past the door. */
export function pathVariants(path: string): readonly PathVariant[] {
  const targets = [
    ...atSlashes(
      path,
      '//',
      '///',
      '/./',
      '/x/../',
      '/%2e/',
      '/%2e%2e/',
      '/x/%2e%2e/',
      '/..;/',
      '%2F',
      '%2f',
      '%5C',
      '\\',
      '/;/',
      '/;x=1/',
      '/%00/',
      '/%20/',
      '/..%2f',
      '/.%2e/',
    ),
    ...[...path].flatMap((character, at) =>
      /[a-zA-Z:]/.test(character) ? [path.slice(0, at) + hex(character) + path.slice(at + 1)] : [],
    ),
    ...[...path].flatMap((character, at) =>
      /[a-zA-Z:]/.test(character) ? [`${path.slice(0, at)}%25${hex(character).slice(1)}${path.slice(at + 1)}`] : [],
    ),
    ...[...path].map((_, at) => `${path.slice(0, at)}%0${path.slice(at)}`),
    ...[...path].flatMap((character, at) =>
      /[a-zA-Z]/.test(character)
        ? [
            path.slice(0, at) +
              (character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()) +
              path.slice(at + 1),
          ]
        : [],
    ),
    ...[
      '',
      '/',
      '//',
      '/.',
      '/..',
      ';x',
      ';x=1',
      '%00',
      '%20',
      '.json',
      '.',
      '#x',
      '?',
      '?x',
      '?/',
      '%3f',
      '%23',
      '/..;/',
      '~',
      '%0a',
      '%0d%0a',
      '/%2e%2e/x/..',
    ].map((tail) => path + tail),
    ...[
      'http://localhost',
      'https://localhost',
      'http://127.0.0.1',
      'http://user@localhost',
      'HTTP://LOCALHOST',
      '//localhost',
      '/x/..',
      '/projects/x/..',
      '/v2alpha1/apiKeys:selfRevoke/../..',
      '/health/alive/../..',
      '/docs/..',
    ].map((head) => head + path),
    path.toUpperCase(),
    path.replaceAll(':', '%3A'),
    path.replaceAll(':', '%3a'),
    path.replaceAll(':', '%253A'),
    path.replaceAll('/', '%2F'),
    path.replace('/admin', ''),
    path.replace('/admin', '/public'),
    path.replace('admin', 'ADMIN'),
    path.replace('v2alpha1', 'v1'),
    path.replace('v2alpha1', 'V2ALPHA1'),
  ]
  const open = ['/health/alive', '/v2alpha1/derivedKeys/jwks.json', '/', '/v2alpha1/apiKeys:selfRevoke']
  const naming = [
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Forwarded-Uri',
    'X-Forwarded-Path',
    'X-Original-Uri',
    'X-Envoy-Original-Path',
  ]
  const trusted = [
    'X-Forwarded-For: 127.0.0.1',
    'X-Real-IP: 127.0.0.1',
    'X-Forwarded-Host: localhost',
    'X-HTTP-Method-Override: GET',
    'X-Method-Override: GET',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Prefix: /docs',
    'X-Custom-IP-Authorization: 127.0.0.1',
  ]
  return [
    ...targets.map((target) => ({ target, headers: [] })),
    ...naming.map((name) => ({ target: path, headers: [`${name}: /health/alive`] })),
    // The open routes answer well by themselves; what must not happen is that the named path is answered in their place.
    ...naming.map((name) => ({ target: `${path}?x`, headers: [`${name}: ${open[1]}`] })),
    ...trusted.map((header) => ({ target: path, headers: [header] })),
  ]
}

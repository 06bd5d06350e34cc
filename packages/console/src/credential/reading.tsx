import type { ReactNode } from 'react'
import { formatInstant, formatRelative } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import type { JsonObject } from '../key-text/base64url.ts'
import type { CredentialReading } from '../key-text/read-credential.ts'
import { Identifier } from '../ui/identifier.tsx'
import { useMinute } from '../ui/time.tsx'

export const kindName = (reading: CredentialReading): string =>
  ({
    issued_key: t('Issued key'),
    jwt: t('Derived token (JWT)'),
    macaroon: t('Derived token (macaroon)'),
    access_key: t('Project or workspace API key'),
    unknown: t('No known shape'),
  })[reading.kind]

/** What a credential says of itself, read here and sent nowhere. */
export function Reading({ reading }: { readonly reading: CredentialReading }) {
  useMinute()
  return (
    <div className="grid gap-2 rounded-control bg-subtle p-3">
      <p className="font-medium">{kindName(reading)}</p>
      <ReadingFacts reading={reading} />
      <p className="text-table text-muted">{limitOf(reading)}</p>
    </div>
  )
}

function ReadingFacts({ reading }: { readonly reading: CredentialReading }) {
  if (reading.kind === 'issued_key') {
    const issuedAt = new Date(reading.issuedAt)
    return (
      <Facts
        facts={[
          [t('Prefix'), <code key="p">{reading.prefix}</code>],
          [t('Key id'), <Identifier key="i" id={reading.keyId} />],
          [t('Issued'), `${formatInstant(issuedAt)} (${formatRelative(issuedAt, Date.now())})`],
        ]}
      />
    )
  }
  if (reading.kind === 'jwt') {
    const { header, claims } = reading
    return (
      <Facts
        facts={[[t('Signing key'), textOf(header['kid'])], [t('Algorithm'), textOf(header['alg'])], ...claimFacts(claims)]}
      />
    )
  }
  if (reading.kind !== 'macaroon') return null
  const { prefix, claims, narrowedBy } = reading
  return (
    <Facts
      facts={[
        [t('Prefix'), <code key="p">{prefix}</code>],
        ...claimFacts(claims ?? {}),
        ...narrowedBy.map(
          (caveat, index) => [t('Narrowed by its holder ({number})', { number: index + 1 }), JSON.stringify(caveat)] as const,
        ),
      ]}
    />
  )
}

/** The claims that matter first, with times for people. */
export const claimFacts = (claims: JsonObject): readonly (readonly [string, ReactNode])[] => [
  ...timeFact(t('Issued'), claims['iat']),
  ...timeFact(t('Valid from'), claims['nbf']),
  ...timeFact(t('Expires'), claims['exp']),
  ...(typeof claims['akid'] === 'string' || typeof claims['sub'] === 'string'
    ? [[t('Parent key'), <Identifier key="s" id={textOf(claims['akid'] ?? claims['sub'])} />] as const]
    : []),
  ...(claims['act'] === undefined ? [] : [[t('Actor'), textOf(claims['act'])] as const]),
  ...(claims['scp'] === undefined ? [] : [[t('Scopes'), textOf(claims['scp'])] as const]),
]

function timeFact(name: string, seconds: unknown): readonly (readonly [string, ReactNode])[] {
  if (typeof seconds !== 'number' || Math.abs(seconds) > 1e11) return []
  const instant = new Date(seconds * 1000)
  return [
    [
      name,
      <time
        key={name}
        dateTime={instant.toISOString()}
      >{`${formatInstant(instant)} (${formatRelative(instant, Date.now())})`}</time>,
    ],
  ]
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '—'
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(String).join(' ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const limitOf = (reading: CredentialReading): string =>
  ({
    issued_key: t(
      'Read in this browser. The checksum takes the secret of the project: only the server can say whether the key is real.',
    ),
    jwt: t('Read in this browser. The signature has not been checked.'),
    macaroon: t('Read in this browser. The signature has not been checked.'),
    access_key: t(
      'Such a key manages Latchkey itself and is never presented by your customers. The server looks it up as an imported key.',
    ),
    unknown: t('The server will look it up as an imported key.'),
  })[reading.kind]

export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr]">
    {facts.map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-muted">{name}</dt>
        <dd className="min-w-0">{value}</dd>
      </div>
    ))}
  </dl>
)

export const Json = ({ value, label }: { readonly value: unknown; readonly label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
  <section aria-label={label} tabIndex={0} className="max-h-80 overflow-auto rounded-control bg-subtle p-3">
    <pre data-private className="whitespace-pre-wrap">
      {JSON.stringify(value, null, 2)}
    </pre>
  </section>
)

import { makeCidrMatcher } from '@latchkey/core/verify/ip-restriction'
import { coversScopes } from '@latchkey/core/verify/scopes'
import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Facts, Json } from '../../credential/reading.tsx'
import { useCountdown } from '../../credential/typed-secret.ts'
import { formatInstant, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import type { CredentialReading } from '../../key-text/read-credential.ts'
import { toneClass } from '../../ui/badge.tsx'
import { Identifier } from '../../ui/identifier.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { issuedKeyQuery, requestEchoQuery } from './playground-queries.ts'
import { explanationOf, shortCode } from './verdicts.ts'

type Fact = readonly [name: string, value: ReactNode]

export interface Verdict {
  readonly answer: VerifyApiKeyResponse
  readonly reading: CredentialReading
  readonly required: readonly string[]
  readonly headers: Headers
  readonly milliseconds: number
  /** When the answer came. */
  readonly at: number
}

/** What the server said, what that means, and what to do next. */
export function VerdictPanel({ project, verdict }: { readonly project: string; readonly verdict: Verdict }) {
  const { answer, headers } = verdict
  const code = shortCode(answer.error_code ?? '')
  const { meaning, next } = explanationOf(answer.error_code)
  const readId = verdict.reading.kind === 'issued_key' ? verdict.reading.keyId : undefined
  const keyId = answer.key_id === '' ? readId : answer.key_id
  const shownHeaders = [...headers].filter(([name]) => /^(ratelimit|retry-after|ory-talos|x-request-id)/.test(name))
  return (
    <Panel title={t('Verdict')}>
      <div className="grid gap-4">
        <div
          role="status"
          className={`flex items-start gap-3 rounded-control p-4 ${toneClass(answer.is_valid ? 'ok' : 'error')}`}
        >
          {answer.is_valid ? <CircleCheck aria-hidden size={28} /> : <CircleX aria-hidden size={28} />}
          <div>
            <p className="text-title font-semibold">{answer.is_valid ? t('Valid') : t('Rejected')}</p>
            {!answer.is_valid && (
              <p>
                <code>{code}</code> {meaning}
              </p>
            )}
          </div>
        </div>
        {!answer.is_valid && (
          <section aria-label={t('What to do next')} className="grid gap-2">
            <h3>{t('What to do next')}</h3>
            <p>{next}</p>
            {code === 'IP_NOT_ALLOWED' && <SeenAddress project={project} keyId={keyId} />}
            {code === 'RATE_LIMITED' && <RetryCountdown verdict={verdict} />}
            {code === 'INSUFFICIENT_SCOPE' && <MissingScopes project={project} keyId={keyId} required={verdict.required} />}
            {keyId !== undefined && code !== 'NOT_FOUND' && (
              <p>
                <KeyLink project={project} keyId={keyId} />
              </p>
            )}
          </section>
        )}
        <Facts facts={factsOf(verdict, project)} />
        <details>
          <summary>{t('Raw answer')}</summary>
          <div className="mt-2 grid gap-2">
            <Json label={t('Body of the answer')} value={answer} />
            {shownHeaders.length > 0 && <Json label={t('Headers of the answer')} value={Object.fromEntries(shownHeaders)} />}
          </div>
        </details>
      </div>
    </Panel>
  )
}

const factsOf = ({ answer, headers, milliseconds }: Verdict, project: string): readonly Fact[] => [
  ...(answer.is_valid ? factsOfKey(answer, project) : []),
  [t('Answered in'), t('{ms} ms, as seen from this browser', { ms: formatNumber(Math.round(milliseconds)) })],
  [t('Cache'), cacheState(headers.get('ory-talos-cache'))],
]

const factsOfKey = (answer: VerifyApiKeyResponse, project: string): readonly Fact[] => [
  [t('Key'), <KeyLink key="k" project={project} keyId={answer.key_id} />],
  [
    t('Actor'),
    <span key="a" data-private>
      {answer.actor_id === '' ? '—' : answer.actor_id}
    </span>,
  ],
  [t('Scopes'), answer.scopes.length === 0 ? '—' : answer.scopes.join(' ')],
  [t('Expires'), <Time key="e" at={answer.expire_time} never={t('Never')} />],
  [t('Limit'), limitOf(answer)],
  ...(answer.rate_limit_reset_time === undefined
    ? []
    : [[t('Limit is whole again'), formatInstant(new Date(answer.rate_limit_reset_time))] as const]),
]

function limitOf({ rate_limit_policy: limit, rate_limit_remaining: remaining }: VerifyApiKeyResponse): string {
  if (limit === null) return t('None')
  const { quota, window } = limit
  if (remaining === undefined) return t('{quota} in {window}, not enforced here', { quota, window })
  return t('{remaining} of {quota} left in {window}', { remaining, quota, window })
}

const cacheState = (state: string | null): string =>
  ({
    HIT: t('from the cache (HIT)'),
    MISS: t('fresh, and now in the cache (MISS)'),
    SKIP: t('fresh, the cache was not read (SKIP)'),
  })[state ?? ''] ?? t('fresh')

const KeyLink = ({ project, keyId }: { readonly project: string; readonly keyId: string }) => (
  <span className="inline-flex flex-wrap items-center gap-2">
    <Link to={'/projects/$project/api-keys/keys/$keyId' as string} params={{ project, keyId } as never}>
      {t('Open the key')}
    </Link>
    <Identifier id={keyId} name={t('Copy key id')} />
  </span>
)

/** The address that counts, beside the ranges of the key. */
function SeenAddress({ project, keyId }: { readonly project: string; readonly keyId: string | undefined }) {
  const echo = useQuery(requestEchoQuery)
  const key = useQuery({ ...issuedKeyQuery(project, keyId ?? ''), enabled: keyId !== undefined })
  const ip = echo.data?.client_ip
  const ranges = key.data?.ip_restriction?.allowed_cidrs ?? []
  return (
    <div className="grid gap-2">
      {echo.data !== undefined && (
        <p>
          {t('The server sees this browser as')} <code data-private>{ip ?? t('unknown: the configured header is missing')}</code>
        </p>
      )}
      {ranges.length > 0 && (
        <>
          <p>{t('The key may be used from')}</p>
          <ul className="grid gap-1">
            {ranges.map((range) => (
              <li key={range}>
                <code data-private>{range}</code>{' '}
                {typeof ip === 'string' && !makeCidrMatcher([range])(ip) && (
                  <span className="text-error">{t('✕ does not contain {ip}', { ip })}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function RetryCountdown({ verdict: { answer, headers, at } }: { readonly verdict: Verdict }) {
  const until = mayBeUsedAgainAt(headers.get('retry-after'), answer.rate_limit_reset_time, at)
  const seconds = useCountdown(until)
  if (until === undefined) return null
  return (
    <p>
      {seconds === 0
        ? t('It may be used again now.')
        : t('It may be used again in {seconds, plural, one {# second} other {# seconds}}.', { seconds })}
    </p>
  )
}

function mayBeUsedAgainAt(retryAfter: string | null, reset: string | undefined, at: number): number | undefined {
  if (retryAfter !== null) return at + Number(retryAfter) * 1000
  return reset === undefined ? undefined : Date.parse(reset)
}

function MissingScopes({
  project,
  keyId,
  required,
}: {
  readonly project: string
  readonly keyId: string | undefined
  readonly required: readonly string[]
}) {
  const { data } = useQuery({ ...issuedKeyQuery(project, keyId ?? ''), enabled: keyId !== undefined })
  const missing = data === undefined ? required : required.filter((scope) => !coversScopes(data.scopes, [scope]))
  return (
    <Facts
      facts={[
        [t('Missing'), missing.join(' ')],
        ...(data === undefined ? [] : [[t('The key holds'), data.scopes.length === 0 ? '—' : data.scopes.join(' ')] as const]),
      ]}
    />
  )
}

import type { VerifyApiKeyResponse } from '@latchkey/sdk/messages'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useRights } from '../../app/session.ts'
import { kindName } from '../../credential/reading.tsx'
import { t } from '../../i18n/i18n.ts'
import type { CredentialReading } from '../../key-text/read-credential.ts'
import { Badge } from '../../ui/badge.tsx'
import { Identifier } from '../../ui/identifier.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { BatchMode } from './batch-mode.tsx'
import { DeriveMode } from './derive-mode.tsx'
import { InspectMode } from './inspect-mode.tsx'
import type { ModeProps } from './mode-props.ts'
import { type Mode, modes, type PlaygroundSearch } from './playground-search.ts'
import { shortCode } from './verdicts.ts'
import { VerifyMode } from './verify-mode.tsx'

/** Trying out what the server says of a credential. All modes come as one file, so that Inspect works when the network is gone. */
export function PlaygroundPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { mode = 'verify' } = useSearch({ strict: false }) as PlaygroundSearch
  const rights = useRights(project)
  const [history, setHistory] = useState<readonly Past[]>([])
  const viewersMayNot = t('Viewers cannot present credentials here. Inspect works for everybody.')
  const because = (permission: 'keys:verify' | 'tokens:derive'): string | undefined =>
    rights.role === undefined || rights.may(permission) ? undefined : viewersMayNot
  const remember: ModeProps['onVerdict'] = (answer, reading) =>
    setHistory((before) => [pastOf(answer, reading), ...before].slice(0, 50))
  const shared = { project, onVerdict: remember }
  return (
    <Page title={t('Playground')} lead={t('Present a credential to the server from this browser, and see what it says and why.')}>
      <ModeTabs mode={mode} />
      {mode === 'verify' && <VerifyMode {...shared} disabledBecause={because('keys:verify')} />}
      {mode === 'batch' && <BatchMode {...shared} disabledBecause={because('keys:verify')} />}
      {mode === 'derive' && <DeriveMode {...shared} disabledBecause={because('tokens:derive')} />}
      {mode === 'inspect' && <InspectMode />}
      {history.length > 0 && mode !== 'inspect' && <History history={history} />}
    </Page>
  )
}

const modeNames = (): Readonly<Record<Mode, string>> => ({
  verify: t('Verify'),
  batch: t('Batch'),
  derive: t('Derive'),
  inspect: t('Inspect'),
})

const ModeTabs = ({ mode }: { readonly mode: Mode }) => (
  <nav aria-label={t('Modes of the playground')} className="flex gap-1 overflow-x-auto border-b border-line">
    {modes.map((one) => (
      <Link
        key={one}
        to="."
        search={{ mode: one } as never}
        aria-current={one === mode ? 'page' : undefined}
        className={`-mb-px border-b-2 px-3 py-2 whitespace-nowrap no-underline hover:text-ink hover:no-underline ${one === mode ? 'border-accent font-medium text-ink' : 'border-transparent text-muted'}`}
      >
        {modeNames()[one]}
      </Link>
    ))}
  </nav>
)

interface Past {
  readonly number: number
  readonly at: string
  readonly kind: string
  readonly keyId: string
  readonly verdict: string
  readonly isValid: boolean
}

let last = 0

/** Ids and verdicts only; the credential is not among them. */
function pastOf(answer: VerifyApiKeyResponse, reading: CredentialReading): Past {
  last += 1
  const readId = reading.kind === 'issued_key' ? reading.keyId : ''
  return {
    number: last,
    at: new Date().toISOString(),
    kind: kindName(reading),
    keyId: answer.key_id === '' ? readId : answer.key_id,
    verdict: answer.is_valid ? t('Valid') : shortCode(answer.error_code ?? ''),
    isValid: answer.is_valid,
  }
}

const History = ({ history }: { readonly history: readonly Past[] }) => (
  <Panel title={t('Asked on this page')}>
    <ol className="grid gap-2">
      {history.map(({ number, at, kind, keyId, verdict, isValid }) => (
        <li key={number} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={isValid ? 'ok' : 'error'} sign={isValid ? '✓' : '✕'}>
            {verdict}
          </Badge>
          <span>{kind}</span>
          {keyId !== '' && <Identifier id={keyId} name={t('Copy key id')} />}
          <span className="text-muted">
            <Time at={at} />
          </span>
        </li>
      ))}
    </ol>
  </Panel>
)

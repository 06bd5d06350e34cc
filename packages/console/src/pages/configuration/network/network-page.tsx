import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { asPerson } from '../../../api/console-api.ts'
import { isGone } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { FailurePanel, Note, Panel, Skeleton } from '../../../ui/panel.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { settingsQuery } from '../configuration-queries.ts'
import { SourceLine } from '../settings/setting-row.tsx'
import { TopicFrame } from '../topic-frame.tsx'

const SOURCE_PATH = 'serve.http.client_ip_source'
const PROXIES_PATH = 'serve.http.trusted_proxies'

/** How the server comes to know the address of a client, and what it makes of this browser. */
export function NetworkPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data, error, refetch } = useQuery(settingsQuery(project))
  const originOf = (path: string) => data?.settings.find((setting) => setting.path === path)
  const source = originOf(SOURCE_PATH)
  const proxies = originOf(PROXIES_PATH)
  return (
    <TopicFrame
      project={project}
      title={t('Network')}
      lead={t('Keys can be restricted to addresses. This is how the server knows where a call comes from.')}
    >
      {error !== null && data === undefined && (
        <FailurePanel what={t('The settings could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton rows={3} height={64} />}
      {source !== undefined && proxies !== undefined && (
        <Panel title={t('Address of a client')}>
          <div className="grid gap-6">
            <p className="text-muted">{t('These are settings of the server as a whole; its operator changes them.')}</p>
            <div className="grid gap-2">
              <h3>{t('Where it is read')}</h3>
              <p>{sourceSentence(String(source.value))}</p>
              <SourceLine origin={source} />
            </div>
            <div className="grid gap-2">
              <h3>{t('Proxies that are believed')}</h3>
              <p>
                {proxies.source === 'default'
                  ? t('None: what a header says about the address counts for nothing.')
                  : t('The operator named some. Headers count when they come from one of them.')}
              </p>
              <SourceLine origin={proxies} />
            </div>
          </div>
        </Panel>
      )}
      <TestFromHere />
    </TopicFrame>
  )
}

function sourceSentence(value: string): string {
  const header = {
    CLIENT_IP_SOURCE_CF_CONNECTING_IP: 'CF-Connecting-IP',
    CLIENT_IP_SOURCE_X_FORWARDED_FOR: 'X-Forwarded-For',
    CLIENT_IP_SOURCE_X_REAL_IP: 'X-Real-IP',
    CLIENT_IP_SOURCE_TRUE_CLIENT_IP: 'True-Client-IP',
  }[value]
  if (header === undefined) return t('From the connection itself; headers are not read.')
  return header === 'X-Forwarded-For'
    ? t('From the header {header}: the last address in it that is not one of our proxies.', { header })
    : t('From the header {header}.', { header })
}

interface RequestEcho {
  readonly client_ip: string | null
  readonly headers: readonly { readonly name: string; readonly value: string }[]
}

type Outcome = { readonly echo: RequestEcho } | { readonly error: unknown } | 'absent'

function TestFromHere() {
  const [outcome, setOutcome] = useState<Outcome>()
  const [busy, setBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setBusy(true)
    setOutcome(await askForEcho())
    setBusy(false)
  }
  return (
    <Panel
      title={t('Test from here')}
      actions={
        <Button busy={busy} onClick={() => void ask()}>
          {t('Test from this browser')}
        </Button>
      }
    >
      <p className="text-muted">
        {t('Shows what reached the server, after every proxy in between, and the address that it takes for yours.')}
      </p>
      <div className="mt-4 grid gap-4" aria-live="polite">
        {outcome === 'absent' && <Note tone="neutral">{t('This server cannot test it: it is older than this page.')}</Note>}
        {outcome !== undefined && outcome !== 'absent' && 'error' in outcome && (
          <FailurePanel what={t('The test did not work')} error={outcome.error} onRetry={() => void ask()} />
        )}
        {outcome !== undefined && outcome !== 'absent' && 'echo' in outcome && <EchoTable echo={outcome.echo} />}
      </div>
    </Panel>
  )
}

async function askForEcho(): Promise<Outcome> {
  try {
    const echo = await asPerson<RequestEcho | undefined>('GET', '/request-echo')
    return echo === undefined ? 'absent' : { echo }
  } catch (error) {
    return isGone(error) ? 'absent' : { error }
  }
}

const EchoTable = ({ echo }: { readonly echo: RequestEcho }) => (
  <>
    {echo.client_ip === null ? (
      <Note tone="warn" title={t('The server cannot tell your address')}>
        {t('Keys with an address restriction are refused for you. Check the header above and what your proxy sends.')}
      </Note>
    ) : (
      <Note tone="ok">
        {t('The server sees you as')}{' '}
        <code data-private translate="no">
          {echo.client_ip}
        </code>
      </Note>
    )}
    <Table
      label={t('Headers that reached the server')}
      head={
        <>
          <Th>{t('Header')}</Th>
          <Th>{t('Value')}</Th>
        </>
      }
    >
      {echo.headers.map(({ name, value }) => (
        <tr key={name}>
          <Td>
            <code translate="no">{name}</code>
          </Td>
          <Td>
            <code data-private translate="no">
              {value}
            </code>
          </Td>
        </tr>
      ))}
    </Table>
  </>
)

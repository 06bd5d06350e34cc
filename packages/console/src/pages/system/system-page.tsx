import type { SystemState } from '@latchkey/contract/messages/console-system'
import { useQuery } from '@tanstack/react-query'
import { failureOf } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Note, Panel, Skeleton } from '../../ui/panel.tsx'
import { Time } from '../../ui/time.tsx'
import { DiagnosticsPanel } from './diagnostics-panel.tsx'
import { Facts } from './facts.tsx'
import { PackageList } from './package-list.tsx'
import { StorePanel } from './store-panel.tsx'
import { systemQuery } from './system-queries.ts'

/** The server itself, for the owners of its oldest workspace. */
export function SystemPage() {
  const { data, error, refetch } = useQuery(systemQuery)
  const { status } = error === null ? { status: 0 } : failureOf(error)
  return (
    <Page title={t('System')} lead={t('How this server is, for those who administer it.')}>
      {status === 403 && (
        <EmptyState title={t('This page is for administrators of the server')}>
          {t('They are the owners of its oldest workspace.')}
        </EmptyState>
      )}
      {error !== null && status !== 403 && (
        <>
          {status === 503 && <StoreDown />}
          <FailurePanel what={t('The state of the server could not be loaded')} error={error} onRetry={() => void refetch()} />
        </>
      )}
      {error === null && data === undefined && <Skeleton rows={4} height={120} />}
      {error === null && data !== undefined && <State system={data} />}
    </Page>
  )
}

/** Who asks is known from the store: without it the server answers nobody here. */
const StoreDown = () => (
  <Panel title={t('Store')}>
    <div className="grid justify-items-start gap-3">
      <Badge tone="error" sign="▲">
        {t('Cannot be reached')}
      </Badge>
      <p>{t('On its machine, the log of the server and this command say more:')}</p>
      <code translate="no">latchkey doctor</code>
    </div>
  </Panel>
)

const State = ({ system }: { readonly system: SystemState }) => (
  <>
    {system.warnings.length > 0 && (
      <Note tone="warn" title={t('The configuration has warnings')}>
        <ul className="list-disc ps-5">
          {system.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      </Note>
    )}
    <ServerPanel system={system} />
    <StorePanel store={system.store} masterKey={system.master_key} />
    <AddressPanel addresses={system.addresses} />
    <DiagnosticsPanel />
    <PackageList packages={system.packages} licence={system.licence} />
  </>
)

const ServerPanel = ({ system }: { readonly system: SystemState }) => (
  <Panel title={t('Server')}>
    <Facts
      facts={[
        { name: t('Version'), value: <span translate="no">Latchkey {system.version}</span> },
        { name: t('Node.js'), value: system.node_version },
        { name: t('Running since'), value: <Time at={system.started_at} /> },
        { name: t('Serves'), value: surfaceText(system.surface) },
        {
          name: t('Verification cache'),
          value: t('In memory, up to {size, number} MiB; each project switches it on or off', {
            size: Math.round(system.verification_cache_max_bytes / 2 ** 20),
          }),
        },
        { name: t('Rate limits'), value: t('Counted in memory, by each server process') },
        { name: t('Traces'), value: system.tracing ? t('Are sent') : t('Are not sent') },
      ]}
    />
  </Panel>
)

function surfaceText(surface: string): string {
  if (surface === 'admin') return t('The administrative API and the console')
  return t('Everything: the API and the console')
}

const AddressPanel = ({ addresses }: { readonly addresses: SystemState['addresses'] }) => (
  <Panel title={t('Addresses')}>
    <Facts
      facts={[
        { name: t('API and console'), value: <code data-private>{addresses.api}</code> },
        { name: t('Health and metrics'), value: <code data-private>{`${addresses.operations}/metrics`}</code> },
        {
          name: t('Public address'),
          value:
            addresses.public_url === null ? (
              t('Not configured (console.public_url)')
            ) : (
              <code data-private>{addresses.public_url}</code>
            ),
        },
        { name: t('This browser uses'), value: <code data-private>{addresses.seen}</code> },
        {
          name: t('This connection'),
          value: addresses.encrypted ? (
            <Badge tone="ok" sign="●">
              {t('Encrypted')}
            </Badge>
          ) : (
            <Badge tone="warn" sign="▲">
              {t('Not encrypted')}
            </Badge>
          ),
        },
      ]}
    />
  </Panel>
)

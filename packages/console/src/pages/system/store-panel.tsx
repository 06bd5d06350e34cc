import type { SystemState } from '@latchkey/contract/messages/console-system'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Facts } from './facts.tsx'

type Store = SystemState['store']

/** Where everything is kept, how it is, and how not to lose it. */
export const StorePanel = ({ store, masterKey }: { readonly store: Store; readonly masterKey: SystemState['master_key'] }) => (
  <Panel title={t('Store')}>
    <Facts
      facts={[
        {
          name: t('Health'),
          value: store.healthy ? (
            <Badge tone="ok" sign="●">
              {t('Answers')}
            </Badge>
          ) : (
            <Badge tone="error" sign="▲">
              {t('Does not answer')}
            </Badge>
          ),
        },
        { name: t('Kind'), value: <span translate="no">SQLite</span> },
        { name: t('File'), value: store.path === null ? t('As db.dsn says') : <code data-private>{store.path}</code> },
        { name: t('Schema'), value: schemaText(store) },
        {
          name: t('Master key'),
          value: masterKey === 'file' ? t('In a file of the data folder') : t('In the configuration'),
        },
        {
          name: t('Backup'),
          value: (
            <>
              {t('On its machine, also while the server runs:')} <code translate="no">latchkey backup latchkey-backup.db</code>
            </>
          ),
        },
      ]}
    />
  </Panel>
)

function schemaText({ schema_version: version, schema_latest: latest }: Store): string {
  if (version === null) return t('Cannot be read now; this server knows version {latest}', { latest })
  if (version < latest)
    return t('Version {version} of {latest}: {pending, plural, one {# migration is} other {# migrations are}} pending', {
      version,
      latest,
      pending: latest - version,
    })
  if (version > latest) return t('Version {version}, newer than version {latest} of this server', { version, latest })
  return t('Version {version}, up to date', { version })
}

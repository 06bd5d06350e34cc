import type { SystemState } from '@latchkey/contract/messages/console-system'
import { t } from '../../i18n/i18n.ts'
import { Panel } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

/** Under which terms this may be used, and whose work it contains. */
export const PackageList = ({ packages, licence }: { readonly packages: SystemState['packages']; readonly licence: string }) => (
  <Panel title={t('Licences')}>
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p>{t('Latchkey is free software under {licence}. It contains the work of others:', { licence })}</p>
      {packages.length === 0 ? (
        <p className="text-muted">{t('Their list is made when the console is built, and is not there.')}</p>
      ) : (
        <Table
          label={t('Packages and their licences')}
          head={
            <>
              <Th>{t('Package')}</Th>
              <Th>{t('Version')}</Th>
              <Th>{t('Licence')}</Th>
              <Th>{t('Part of')}</Th>
            </>
          }
        >
          {packages.map(({ name, version, licence: terms, part }) => (
            <tr key={`${part} ${name} ${version}`}>
              <Td>
                <span translate="no">{name}</span>
              </Td>
              <Td>{version}</Td>
              <Td>
                <span translate="no">{terms}</span>
              </Td>
              <Td>{part === 'server' ? t('Server') : t('Console')}</Td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  </Panel>
)

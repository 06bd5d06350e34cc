import type { ProjectApiKey, WorkspaceApiKey } from '@latchkey/contract/messages/access-keys'
import { Trash2 } from 'lucide-react'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { permissionSetName, permissionSetOf } from './permission-sets.ts'

/** API keys for our own API, newest first. `onDelete` left out: the person may only look. */
export const AccessKeyTable = <Key extends ProjectApiKey | WorkspaceApiKey>({
  label,
  prefix,
  keys,
  onDelete,
}: {
  readonly label: string
  readonly prefix: string
  readonly keys: readonly Key[]
  readonly onDelete: ((key: Key) => void) | undefined
}) => {
  const hasPermissions = keys.some((key) => 'permissions' in key)
  return (
    <Table
      label={label}
      head={
        <>
          <Th>{t('Name')}</Th>
          <Th>{t('API key')}</Th>
          {hasPermissions && <Th>{t('Permissions')}</Th>}
          <Th>{t('Created')}</Th>
          <Th>{t('Expires')}</Th>
          {onDelete !== undefined && (
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          )}
        </>
      }
    >
      {keys.map((key) => (
        <tr key={key.id}>
          <Td className="min-w-32 font-medium">{key.name}</Td>
          <Td className="whitespace-nowrap">
            <code translate="no" data-private>{`${prefix}…${key.last_characters ?? ''}`}</code>
          </Td>
          {hasPermissions && (
            <Td>
              <Permissions of={key as ProjectApiKey} />
            </Td>
          )}
          <Td>
            <Time at={key.created_at} />
          </Td>
          <Td>
            <Expiry at={key.expires_at} />
          </Td>
          {onDelete !== undefined && (
            <Td className="text-end">
              <Button
                look="quiet"
                icon={<Trash2 aria-hidden size={16} />}
                aria-label={t('Delete {name}', { name: key.name })}
                onClick={() => onDelete(key)}
              >
                {t('Delete')}
              </Button>
            </Td>
          )}
        </tr>
      ))}
    </Table>
  )
}

const Permissions = ({ of: { permissions = [] } }: { readonly of: ProjectApiKey }) => {
  const set = permissionSetOf(permissions)
  if (set !== 'custom') return permissionSetName(set)
  return <code className="text-muted">{permissions.join(' ')}</code>
}

function Expiry({ at }: { readonly at: string | undefined }) {
  if (at === undefined) {
    return (
      <Badge tone="warn" sign="▲">
        {t('Never expires')}
      </Badge>
    )
  }
  if (Date.parse(at) > Date.now()) return <Time at={at} />
  return (
    <Badge tone="neutral" sign="◷">
      {t('Expired')}
    </Badge>
  )
}

import { type AccessPermission, accessPermissions } from '@latchkey/core/access/access-permissions'
import { t } from '../../../i18n/i18n.ts'
import { CheckField, SelectField } from '../../../ui/field.tsx'
import { type PermissionSet, permissionSetHint, permissionSetName, permissionSets } from './permission-sets.ts'

export interface PermissionChoice {
  readonly set: PermissionSet
  readonly custom: readonly AccessPermission[]
}

/** What the new key may do: one of the usual sets, or permission by permission. */
export function PermissionFields({
  value,
  error,
  onChange,
}: {
  readonly value: PermissionChoice
  readonly error: string | undefined
  readonly onChange: (value: PermissionChoice) => void
}) {
  const { set, custom } = value
  const toggle = (permission: AccessPermission) =>
    onChange({
      set,
      custom: custom.includes(permission) ? custom.filter((held) => held !== permission) : [...custom, permission],
    })
  return (
    <>
      <SelectField
        label={t('Permissions')}
        value={set}
        hint={permissionSetHint(set)}
        error={error}
        choices={permissionSets.map((name) => ({ value: name, label: permissionSetName(name) }))}
        onChoose={(chosen) => onChange({ set: chosen as PermissionSet, custom })}
      />
      {set === 'custom' && (
        <fieldset className="grid gap-2 sm:grid-cols-2">
          <legend className="mb-2 text-table text-muted">{t('Permissions of the key')}</legend>
          {accessPermissions.map((permission) => (
            <CheckField
              key={permission}
              label={<code>{permission}</code>}
              checked={custom.includes(permission)}
              onChange={() => toggle(permission)}
            />
          ))}
        </fieldset>
      )}
    </>
  )
}

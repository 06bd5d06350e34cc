import type { MemberRole } from '@latchkey/contract/messages/members'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { t } from '../../../i18n/i18n.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { type Person, roleChoices, roleHint } from './people.ts'

export function RoleDialog({
  workspace,
  person,
  onChanged,
  onClose,
}: {
  readonly workspace: string
  readonly person: Person
  readonly onChanged: () => Promise<void>
  readonly onClose: () => void
}) {
  const [role, setRole] = useState<MemberRole>(person.role)
  const change = async (): Promise<void> => {
    const { project_id } = person
    await controlPlane.members.changeRole(workspace, person.id, { role, ...(project_id !== null && { project_id }) })
    await onChanged()
  }
  return (
    <ConfirmDialog
      title={t('Role of {email}', { email: person.email })}
      action={t('Change role')}
      look="primary"
      onConfirm={change}
      onClose={onClose}
    >
      <SelectField
        label={t('Role')}
        choices={roleChoices()}
        value={role}
        hint={roleHint(role)}
        onChoose={(chosen) => setRole(chosen as MemberRole)}
      />
    </ConfirmDialog>
  )
}

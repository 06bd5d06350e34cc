import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { queryClient } from '../../../api/query-client.ts'
import { personChanged, useConsoleState } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Table, Td, Th } from '../../../ui/table.tsx'
import { isLastOwner, type Person, roleName } from './people.ts'
import { RoleDialog } from './role-dialog.tsx'

export interface PeopleTableProps {
  readonly workspace: string
  readonly people: readonly Person[]
  /** What a role is for, as people call it. */
  readonly placeOf: (person: Person) => string
  /** Whether the signed-in person may change or take this role. */
  readonly mayManage: (person: Person) => boolean
}

/** Everybody with their role, and what may be done about it. */
export function PeopleTable({ workspace, people, placeOf, mayManage }: PeopleTableProps) {
  const [removing, setRemoving] = useState<Person>()
  const [changing, setChanging] = useState<Person>()
  const { account } = useConsoleState()
  const changed = async (person: Person): Promise<void> => {
    if (person.id === account?.id) await personChanged()
    await queryClient.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'workspace' || (queryKey[0] === 'project' && queryKey[2] === 'members'),
    })
  }
  return (
    <>
      <Table
        label={t('Members')}
        head={
          <>
            <Th>{t('Person')}</Th>
            <Th>{t('Role')}</Th>
            <Th>{t('For')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {people.map((person) => (
          <PersonRow
            key={`${person.id} ${person.project_id}`}
            person={person}
            place={placeOf(person)}
            isSelf={person.id === account?.id}
            isLast={isLastOwner(person, people)}
            mayManage={mayManage(person)}
            onChange={() => setChanging(person)}
            onRemove={() => setRemoving(person)}
          />
        ))}
      </Table>
      {changing !== undefined && (
        <RoleDialog
          workspace={workspace}
          person={changing}
          onChanged={() => changed(changing)}
          onClose={() => setChanging(undefined)}
        />
      )}
      {removing !== undefined && (
        <ConfirmDialog
          title={t('Remove {email}?', { email: removing.email })}
          action={t('Remove member')}
          onConfirm={async () => {
            await remove(workspace, removing)
            await changed(removing)
          }}
          onClose={() => setRemoving(undefined)}
        >
          <p>
            {removing.project_id === null
              ? t('They lose the workspace with all of its projects at once. Keys that they made stay.')
              : t('They lose this project at once. Keys that they made stay.')}
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}

const remove = (workspace: string, { id, project_id }: Person): Promise<void> =>
  project_id === null
    ? controlPlane.members.removeFromWorkspace(workspace, id)
    : controlPlane.members.removeFromProject(project_id, id)

interface PersonRowProps {
  readonly person: Person
  readonly place: string
  readonly isSelf: boolean
  readonly isLast: boolean
  readonly mayManage: boolean
  readonly onChange: () => void
  readonly onRemove: () => void
}

const PersonRow = ({ person, place, isSelf, isLast, mayManage, onChange, onRemove }: PersonRowProps) => (
  <tr>
    <Td className="min-w-48 py-2">
      {person.name !== '' && person.name !== person.email && (
        <span className="block font-medium" data-private>
          {person.name}
        </span>
      )}
      <span data-private>{person.email}</span> {isSelf && <Badge tone="neutral">{t('You')}</Badge>}
    </Td>
    <Td className="whitespace-nowrap">{roleName(person.role)}</Td>
    <Td className="min-w-28">{place}</Td>
    <Td className="min-w-56 py-2 text-end">
      {mayManage && (
        <div className="flex justify-end gap-1">
          <Button
            look="quiet"
            disabled={isLast}
            aria-label={t('Change role of {email}', { email: person.email })}
            onClick={onChange}
          >
            {t('Change role')}
          </Button>
          <Button look="quiet" disabled={isLast} aria-label={t('Remove {email}', { email: person.email })} onClick={onRemove}>
            {t('Remove')}
          </Button>
        </div>
      )}
      {isLast && <p className="text-muted">{t('The last owner stays. Make somebody else an owner of the workspace first.')}</p>}
    </Td>
  </tr>
)

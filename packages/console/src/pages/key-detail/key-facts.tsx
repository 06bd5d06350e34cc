import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Identifier } from '../../ui/identifier.tsx'
import { useMinute } from '../../ui/time.tsx'
import { EditForm } from './edit/edit-form.tsx'
import { useFieldEdit } from './edit/use-field-edit.ts'
import type { KeyViewProps } from './key-view.ts'
import { lookOf } from './pure/key-texts.ts'

/** Under the name of the key: its state, its id, whose it is; and the way to another name. */
export function KeyFacts({ project, loaded }: KeyViewProps) {
  useMinute()
  const { key } = loaded
  const look = lookOf(key, Date.now())
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Badge tone={look.tone} sign={look.sign}>
        {look.text}
      </Badge>
      <Identifier id={key.key_id} />
      {key.actor_id !== '' && (
        <span>
          {t('Actor')}:{' '}
          <Link
            to="/projects/$project/api-keys/keys"
            params={{ project }}
            search={{ actor: key.actor_id } as never}
            className="underline"
            data-private
          >
            {key.actor_id}
          </Link>
        </span>
      )}
      <Rename project={project} loaded={loaded} />
    </div>
  )
}

function Rename({ project, loaded }: KeyViewProps) {
  const rights = useRights(project)
  const edit = useFieldEdit<string>(project, loaded, 'name')
  if (edit.draft === undefined) {
    const may = rights.may('keys:update')
    return (
      <div className="flex flex-wrap items-center gap-2">
        <Button
          ref={edit.openerRef}
          look="quiet"
          icon={<Pencil aria-hidden size={16} />}
          disabled={!may}
          onClick={() => edit.begin(loaded.key.name)}
        >
          {t('Rename')}
        </Button>
      </div>
    )
  }
  return (
    <div className="basis-full">
      <EditForm edit={edit} value={edit.draft.trim()} problem={edit.draft.trim() === '' ? t('A key needs a name.') : undefined}>
        {(error) => (
          <TextField
            label={t('Name')}
            autoFocus
            maxLength={256}
            value={edit.draft ?? ''}
            error={error}
            onChange={(event) => edit.change(event.target.value)}
          />
        )}
      </EditForm>
    </div>
  )
}

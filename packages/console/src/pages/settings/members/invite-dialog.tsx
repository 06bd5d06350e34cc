import type { MemberRole } from '@latchkey/contract/messages/members'
import { type FormEvent, useRef, useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { SelectField, TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { roleChoices, roleHint } from './people.ts'

export interface InviteDialogProps {
  readonly workspace: string
  /** The projects that an invitation may be limited to. */
  readonly projects: readonly { readonly id: string; readonly name: string }[]
  readonly onInvited: () => void
  readonly onClose: () => void
}

/** The link lives in this dialog and nowhere else: whoever loses it takes the invitation back and makes another. */
export function InviteDialog(props: InviteDialogProps) {
  const openerRef = useRef(document.activeElement as HTMLElement | null)
  const [made, setMade] = useState<{ readonly link: string; readonly email: string }>()
  return (
    <Dialog
      key={made === undefined ? 'form' : 'link'}
      open
      title={made === undefined ? t('Invite a person') : t('Hand over this link')}
      onClose={props.onClose}
      finalFocus={openerRef}
    >
      {made === undefined ? <InviteForm {...props} onMade={setMade} /> : <InvitationLink {...made} onClose={props.onClose} />}
    </Dialog>
  )
}

function InviteForm({
  workspace,
  projects,
  onInvited,
  onClose,
  onMade,
}: InviteDialogProps & { readonly onMade: (made: { link: string; email: string }) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<MemberRole>('developer')
  const [place, setPlace] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const { link } = await controlPlane.members.invite(workspace, { email, role, ...(place !== '' && { project_id: place }) })
      onMade({ link, email })
      onInvited()
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <div role="alert">{problem !== undefined && <Note tone="error">{problem}</Note>}</div>
      <TextField
        label={t('Email')}
        type="email"
        required
        autoFocus
        hint={t('Only this address can accept.')}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <SelectField
        label={t('Role')}
        choices={roleChoices()}
        value={role}
        hint={roleHint(role)}
        onChoose={(chosen) => setRole(chosen as MemberRole)}
      />
      <SelectField
        label={t('For')}
        value={place}
        choices={[
          { value: '', label: t('The whole workspace') },
          ...projects.map(({ id, name }) => ({ value: id, label: t('Only {project}', { project: name }) })),
        ]}
        onChoose={setPlace}
      />
      <Actions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('Make invitation link')}
        </Button>
      </Actions>
    </form>
  )
}

const InvitationLink = ({
  link,
  email,
  onClose,
}: {
  readonly link: string
  readonly email: string
  readonly onClose: () => void
}) => (
  <div className="grid gap-4">
    <p>
      {t('Send it to {email} yourself. It is shown this once; if it is lost, take the invitation back and make another.', {
        email,
      })}
    </p>
    <output
      translate="no"
      className="block rounded-control border border-strong bg-subtle p-3 font-mono text-table break-all select-all"
    >
      {link}
    </output>
    <Actions>
      <CopyButton text={link} label={t('Copy link')}>
        {t('Copy link')}
      </CopyButton>
      <Button look="primary" onClick={onClose}>
        {t('Done')}
      </Button>
    </Actions>
  </div>
)

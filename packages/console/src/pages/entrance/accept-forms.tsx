import type { ConsoleAccount } from '@latchkey/contract/messages/console'
import { type ReactNode, useState } from 'react'
import { consoleApi } from '../../api/console-api.ts'
import { useConsoleState } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { PasswordField } from '../../ui/field.tsx'
import { EntryForm, OptionalField } from './entry-form.tsx'
import { ProviderLink } from './oidc.tsx'
import { useEntry } from './use-entry.ts'

interface Acceptance {
  readonly token: string
  readonly onAccepted: () => Promise<void>
}

/** For somebody who is signed in, and is asked before anything happens: a link alone must not make anyone a member. */
export function AcceptAsMember({
  token,
  account,
  onAccepted,
  onSignOut,
}: Acceptance & { readonly account: ConsoleAccount; readonly onSignOut: () => Promise<void> }) {
  const entry = useEntry(async () => {
    await consoleApi.acceptInvitation({ token })
    await onAccepted()
  }, explainRefusal)
  return (
    <>
      <EntryForm entry={entry} button={t('Join')}>
        <p>
          {t('You are signed in as')} <strong data-private>{account.email}</strong>. {t('Do you want to join?')}
        </p>
      </EntryForm>
      <div className="grid max-w-[420px] justify-items-start gap-2 border-t border-line pt-4">
        <p className="text-muted">{t('The invitation is for another address of yours?')}</p>
        <Button onClick={() => void onSignOut()}>{t('Sign out and accept as somebody else')}</Button>
      </div>
    </>
  )
}

/** With the password of the account that has the invited address, or the one it shall have. */
export function AcceptWithPassword({ token, onAccepted }: Acceptance) {
  const { oidc } = useConsoleState()
  const [password, setPassword] = useState('')
  const [name, setName] = useState('')
  const entry = useEntry(async () => {
    await consoleApi.acceptInvitation({ token, password, ...(name.trim() === '' ? {} : { name: name.trim() }) })
    await onAccepted()
  }, explainRefusal)
  return (
    <>
      <EntryForm entry={entry} button={t('Accept the invitation')}>
        <PasswordField
          label={t('Password')}
          name="password"
          autoComplete="new-password"
          hint={t(
            'If you have an account here already: its password. Otherwise choose one with at least 12 characters; well-known passwords are refused.',
          )}
          error={entry.problemOf('password')}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <OptionalField
          label={t('Your name (optional)')}
          name="name"
          autoComplete="name"
          hint={t('What others see instead of your address.')}
          value={name}
          onType={setName}
          error={entry.problemOf('name')}
        />
      </EntryForm>
      {oidc && <ProviderLink next={undefined} />}
    </>
  )
}

function explainRefusal(reason: string): ReactNode | undefined {
  if (reason === 'not_found') return t('This invitation was used already, has ended or was taken back. Ask for a new one.')
  if (reason === 'unauthorized') return t('There is an account with the invited address, and this is not its password.')
  if (reason === 'forbidden') return t('The invitation is for another address. Sign out to accept it.')
  return undefined
}

import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { consoleApi } from '../../api/console-api.ts'
import { isStale } from '../../api/failure.ts'
import { personChanged } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { toastFailure } from '../../ui/toast.tsx'
import { EmailField, EntryForm, NewPasswordField, OptionalField } from './entry-form.tsx'
import { SetupLinkCommands } from './setup-link-help.tsx'
import { useEntry } from './use-entry.ts'

export function ClaimForm({ token }: { readonly token: string }) {
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [project, setProject] = useState('')
  const entry = useEntry(async () => {
    await claim(token, email, password)
    if (project.trim() !== '') await nameFirstProject(project.trim())
    await personChanged()
    await navigate({ to: '/' })
  }, explainRefusal)
  return (
    <>
      <EntryForm entry={entry} button={t('Create account')}>
        <EmailField value={email} onType={setEmail} error={entry.problemOf('email')} />
        <NewPasswordField value={password} onType={setPassword} error={entry.problemOf('password')} />
        <OptionalField
          label={t('Project name (optional)')}
          name="project"
          hint={t('What your keys are for: the name of your product, say. You can change it later.')}
          value={project}
          onType={setProject}
        />
      </EntryForm>
      {entry.refusal?.reason === 'forbidden' && (
        <div className="grid gap-3">
          <SetupLinkCommands />
        </div>
      )}
    </>
  )
}

/** When somebody else was first, this browser has to learn that the server has an account now. */
async function claim(token: string, email: string, password: string): Promise<void> {
  try {
    await consoleApi.claim({ token, email, password })
  } catch (error) {
    if (isStale(error)) await personChanged()
    throw error
  }
}

function explainRefusal(reason: string): ReactNode | undefined {
  if (reason === 'forbidden') return t('This setup link is wrong or older than a day. Print a fresh one and open it.')
  if (reason !== 'conflict') return undefined
  return (
    <>
      {t('This server is already set up.')} <Link to="/login">{t('Sign in')}</Link>
    </>
  )
}

/** The account is there whether or not this works: the name can be changed later. */
async function nameFirstProject(name: string): Promise<void> {
  try {
    const [first] = await controlPlane.projects.list()
    if (first !== undefined) await controlPlane.projects.patch(first.id, [{ op: 'replace', path: '/name', value: name }])
  } catch (error) {
    toastFailure(error, { what: t('Could not name the project'), method: 'PATCH', path: '/projects/{project_id}' })
  }
}

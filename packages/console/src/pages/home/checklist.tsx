import { Link } from '@tanstack/react-router'
import { Circle, CircleCheck } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../../i18n/i18n.ts'
import { announce } from '../../ui/announce.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { toastSuccess } from '../../ui/toast.tsx'
import { placeIn } from './places.ts'
import { ConnectSnippet, VerifySnippet } from './snippets.tsx'
import { type StepName, type Steps, stepNames } from './steps.ts'

/** The first steps of a project. They tick themselves when the server has seen them done, whoever did them and how. */
export function Checklist({
  project,
  steps,
  onDismiss,
}: {
  readonly project: string
  readonly steps: Steps
  readonly onDismiss: () => void
}) {
  const done = stepNames.filter((name) => steps[name] === true).length
  const next = stepNames.find((name) => steps[name] !== true)
  useQuietSuccess(steps)
  return (
    <Panel title={t('First steps')} actions={<Button onClick={onDismiss}>{t('Dismiss checklist')}</Button>}>
      <p className="mb-4 text-muted">
        {done === stepNames.length ? t('All done.') : t('{done} of {all} done', { done, all: stepNames.length })}
      </p>
      <ol className="grid gap-1">
        {stepNames.map((name) => (
          <Step key={name} title={stepTitle(name)} isDone={steps[name] === true} isNext={name === next}>
            <StepHelp name={name} project={project} />
          </Step>
        ))}
      </ol>
    </Panel>
  )
}

const stepTitle = (name: StepName): string =>
  ({
    issue: t('Issue a key'),
    verify: t('Verify it'),
    restrict: t('Restrict a key'),
    connect: t('Connect your app'),
    'second-owner': t('Have a second owner'),
  })[name]

const Step = ({
  title,
  isDone,
  isNext,
  children,
}: {
  readonly title: string
  readonly isDone: boolean
  readonly isNext: boolean
  readonly children: ReactNode
}) => (
  <li className="border-t border-line py-3 first:border-t-0">
    <details open={isNext && !isDone}>
      <summary className="flex items-center gap-2 font-medium">
        {isDone ? (
          <CircleCheck aria-hidden size={18} className="shrink-0 text-ok" />
        ) : (
          <Circle aria-hidden size={18} className="shrink-0 text-muted" />
        )}
        <span className={isDone ? 'text-muted' : ''}>{title}</span>
        <span className={isDone ? 'text-table text-ok' : 'sr-only'}>{isDone ? t('Done') : t('Not done yet')}</span>
      </summary>
      <div className="grid grid-cols-1 gap-3 ps-7 pt-2">{children}</div>
    </details>
  </li>
)

function StepHelp({ name, project }: { readonly name: StepName; readonly project: string }) {
  if (name === 'verify') return <VerifySnippet project={project} />
  if (name === 'connect') return <ConnectSnippet project={project} />
  const { text, label, path } = helpOf(name)
  return (
    <>
      <p className="max-w-[72ch] text-muted">{text}</p>
      <p>
        <Link {...placeIn(project, path)}>{label}</Link>
      </p>
    </>
  )
}

function helpOf(name: Exclude<StepName, 'verify' | 'connect'>) {
  const helps = {
    issue: {
      text: t('A key lets one of your users or services call your API. Its secret is shown once.'),
      label: t('Issue a key'),
      path: 'api-keys/keys/new',
    },
    restrict: {
      text: t('Give a key scopes, addresses it may be used from, or a rate limit, so that it can do no more than it must.'),
      label: t('Choose a key'),
      path: 'api-keys/keys',
    },
    'second-owner': {
      text: t(
        'So that nobody is locked out: this server sends no email, and another owner is who lets you in again. Keep a backup of the secrets, too (latchkey backup).',
      ),
      label: t('Invite somebody'),
      path: 'settings/members',
    },
  } as const
  return helps[name]
}

/** Says so, once, when a step is taken while somebody looks. */
function useQuietSuccess(steps: Steps): void {
  const before = useRef(steps)
  useEffect(() => {
    const taken = stepNames.filter((name) => before.current[name] === false && steps[name] === true)
    before.current = steps
    if (taken.includes('verify')) toastSuccess(t('The first verification has arrived.'))
    else for (const name of taken) announce(t('Done: {step}', { step: stepTitle(name) }))
  }, [steps])
}

import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { showSecret } from '../../../app/secret/one-time-secret.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Note } from '../../../ui/panel.tsx'
import { AttemptNote } from './attempt-note.tsx'
import { IssueFields } from './issue-form.tsx'
import { IssuePreview } from './issue-preview.tsx'
import { requestOf } from './issue-request.ts'
import { type IssueSearch, issueSearchNames } from './issue-search.ts'
import { SecretLostPanel } from './secret-lost-panel.tsx'
import { type IssueForm, useIssueForm } from './use-issue-form.ts'

/** The link on the page that leads here, whichever copy of it is there when it is asked for. */
const issueLink = (): HTMLElement | null => document.querySelector('a[href*="/api-keys/keys/new"]')
const issueLinkRef: RefObject<HTMLElement | null> = {
  get current() {
    return issueLink()
  },
}

export function IssueKeyDialog() {
  const { project } = useParams({ strict: false }) as { project: string }
  const form = useIssueForm(project, useSearch({ strict: false }) as IssueSearch)
  const formRef = useRef<HTMLFormElement>(null)
  const nameRef = useRef<HTMLElement>(null)
  const close = useClose(project)
  useEffect(() => {
    if (form.rejections > 0) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [form.rejections])
  useEffect(() => {
    if (form.origin === 'empty') nameRef.current?.focus()
  }, [form.origin])
  const show = async (value: string): Promise<void> => {
    const { name } = form.draft
    if (location.pathname.endsWith('/keys/new')) await close()
    showSecret({ kind: 'api_key', name: name.trim(), value, project, opener: issueLink })
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const secret = await form.submit()
    if (secret !== undefined) await show(secret)
  }
  const dismiss = (): void => {
    if (form.isBusy) return
    if (form.outcome?.kind === 'secret_lost') form.forget()
    else form.keep()
    void close()
  }
  const cancel = (): void => {
    form.forget()
    void close()
  }
  return (
    <Dialog open width="wide" title={t('Issue new key')} onClose={dismiss} initialFocus={nameRef} finalFocus={issueLinkRef}>
      {form.outcome?.kind === 'secret_lost' ? (
        <SecretLostPanel
          project={project}
          keyId={form.outcome.keyId}
          onSecret={(secret) => void show(secret)}
          onRevoked={() => void close()}
        />
      ) : (
        <form
          ref={(element) => {
            formRef.current = element
            nameRef.current = element?.querySelector<HTMLElement>('input[name="name"]') ?? null
          }}
          noValidate
          onSubmit={(event) => void submit(event)}
          className="grid gap-4 [&_*]:scroll-mb-24"
        >
          <FormBody project={project} form={form} onCancel={cancel} />
        </form>
      )}
    </Dialog>
  )
}

function FormBody({
  project,
  form,
  onCancel,
}: {
  readonly project: string
  readonly form: IssueForm
  readonly onCancel: () => void
}) {
  const { draft, requestId, origin, rules, problems, change, isBusy, outcome } = form
  const mayIssue = useRights(project).may('keys:issue')
  return (
    <>
      <OriginNote form={form} />
      <IssueFields project={project} draft={draft} change={change} problems={problems} rules={rules} key={origin} />
      <IssuePreview project={project} draft={draft} rules={rules} request={requestOf(draft, requestId)} />
      <AttemptNote project={project} outcome={outcome} onAnother={form.asAnother} />
      {!mayIssue && <Note tone="info">{t('Your role may look at keys but not issue them.')}</Note>}
      <div className="sticky -bottom-4 z-10 -mx-4 -mb-4 border-t border-line bg-raised px-4 pb-4 sm:-bottom-6 sm:-mx-6 sm:-mb-6 sm:px-6 sm:pb-4 [&>div]:mt-4">
        <Actions>
          <Button onClick={onCancel}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={isBusy} disabled={!mayIssue} className="min-w-32">
            {isBusy ? t('Issuing…') : submitLabel(outcome?.kind)}
          </Button>
        </Actions>
      </div>
    </>
  )
}

const submitLabel = (outcome: string | undefined): string =>
  outcome === 'over_quota' || outcome === 'unknown' ? t('Retry') : t('Issue key')

function OriginNote({ form: { origin, startEmpty } }: { readonly form: IssueForm }) {
  if (origin === 'empty') return null
  const text = origin === 'link' ? t('Filled from a link — check before creating') : t('This is what you had typed before')
  return (
    <Note tone="info" title={text}>
      <div className="mt-2">
        <Button onClick={startEmpty}>{t('Start empty')}</Button>
      </div>
    </Note>
  )
}

/** Back to the list as it was, without what filled the form. The way back does not lead into the form again. */
function useClose(project: string): () => Promise<void> {
  const navigate = useNavigate()
  return () =>
    navigate({
      to: '/projects/$project/api-keys/keys',
      params: { project },
      search: ((before: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(before).filter(([name]) => name === 'actor' || !issueSearchNames.some((own) => own === name)),
        )) as never,
      replace: true,
    })
}

import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import { consolePath, serverAddress } from '../../../api/addresses.ts'
import { t } from '../../../i18n/i18n.ts'
import { issueSnippets } from '../../../snippets/issue-snippets.ts'
import { CopyButton } from '../../../ui/copy.tsx'
import { CopyAs } from '../../../ui/copy-as.tsx'
import type { KeyRules } from './expiry.ts'
import { type IssueDraft, linkSearchOf } from './issue-draft.ts'
import { keySentence } from './key-sentence.ts'

/** The form in one sentence, as a link, and as what would be sent. */
export const IssuePreview = ({
  project,
  draft,
  rules,
  request,
}: {
  readonly project: string
  readonly draft: IssueDraft
  readonly rules: KeyRules | undefined
  readonly request: IssueApiKeyRequest
}) => {
  const place = `/projects/${encodeURIComponent(project)}`
  return (
    <div className="grid gap-3 rounded-control border border-line p-3">
      <p data-testid="key-sentence" data-private>
        {keySentence(draft, rules, Date.now())}
      </p>
      <details>
        <summary className="min-h-6 rounded-control text-muted">{t('The same as a call or a link')}</summary>
        <div className="mt-3 grid gap-3">
          <CopyAs label={t('Copy as')} texts={issueSnippets({ endpoint: serverAddress + place }, request)} />
          <div>
            <CopyButton
              text={`${location.origin}${consolePath}${place}/api-keys/keys/new?${linkSearchOf(draft)}`}
              label={t('Copy link to this form')}
            >
              {t('Copy link to this form')}
            </CopyButton>
          </div>
        </div>
      </details>
    </div>
  )
}

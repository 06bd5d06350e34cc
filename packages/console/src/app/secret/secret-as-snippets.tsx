import { useState } from 'react'
import { serverAddress } from '../../api/addresses.ts'
import { t } from '../../i18n/i18n.ts'
import { adminKeySnippets, verifySnippets } from '../../snippets/secret-snippets.ts'
import type { Snippet } from '../../snippets/snippet.ts'
import { Badge } from '../../ui/badge.tsx'
import { CopyAs } from '../../ui/copy-as.tsx'
import type { OneTimeSecret } from './one-time-secret.ts'

/** First calls with the secret in them; in the page only while somebody looks at them. */
export function SecretAsSnippets({ secret }: { readonly secret: OneTimeSecret }) {
  const [open, setOpen] = useState(false)
  const snippets = snippetsOf(secret)
  if (snippets.length === 0) return null
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 rounded-control font-medium">{t('Copy as a call')}</summary>
      <div className="mt-3 grid gap-2">
        <div>
          <Badge tone="warn" sign="▲">
            {t('contains your secret')}
          </Badge>
        </div>
        {open && <CopyAs label={t('Copy as')} texts={snippets} />}
      </div>
    </details>
  )
}

function snippetsOf({ kind, value, project }: OneTimeSecret): readonly Snippet[] {
  if (kind === 'workspace_api_key') return adminKeySnippets(kind, { endpoint: serverAddress }, value)
  if (project === undefined || kind === 'webhook_secret') return []
  const target = { endpoint: `${serverAddress}/projects/${encodeURIComponent(project)}` }
  return kind === 'api_key' ? verifySnippets(target, value) : adminKeySnippets(kind, target, value)
}

import { Link } from '@tanstack/react-router'
import { serverAddress } from '../../api/addresses.ts'
import { t } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { placeIn } from './places.ts'

const endpointOf = (project: string): string => `${serverAddress}/projects/${project}`

const curlOf = (project: string): string =>
  [
    `curl -X POST ${endpointOf(project)}/v2alpha1/admin/apiKeys:verify \\`,
    `  -H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d "{\\"credential\\": \\"$LATCHKEY_API_KEY\\"}"`,
  ].join('\n')

const codeOf = (project: string): string =>
  [
    `import { Latchkey } from '@latchkey/sdk'`,
    '',
    'const latchkey = new Latchkey({',
    `  endpoint: '${endpointOf(project)}',`,
    '  apiKey: process.env.LATCHKEY_PROJECT_API_KEY,',
    '})',
    'const { is_valid } = await latchkey.keys.verify({ credential: request.headers.get("x-api-key") ?? "" })',
  ].join('\n')

export const VerifySnippet = ({ project }: { readonly project: string }) => (
  <>
    <p className="max-w-[72ch] text-muted">
      {t('Ask the server whether a key is good, as your API will. This turns green by itself when the first one was.')}
    </p>
    <Snippet code={curlOf(project)} label={t('Copy the command')} />
    <p>
      <Link {...placeIn(project, 'api-keys/playground')}>{t('Or try it in the playground')}</Link>
    </p>
  </>
)

export const ConnectSnippet = ({ project }: { readonly project: string }) => (
  <>
    <p className="max-w-[72ch] text-muted">
      {t('Make a project API key for your app that may do no more than it needs, and verify keys where requests arrive.')}
    </p>
    <Snippet code={codeOf(project)} label={t('Copy the code')} />
    <p>
      <Link {...placeIn(project, 'settings/api-keys')}>{t('Make a project API key')}</Link>
    </p>
  </>
)

const Snippet = ({ code, label }: { readonly code: string; readonly label: string }) => (
  <div className="flex items-start justify-between gap-2 rounded-control bg-subtle">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
    <pre translate="no" tabIndex={0} className="min-w-0 overflow-x-auto p-3">
      {code}
    </pre>
    <CopyButton text={code} label={label} />
  </div>
)

import type { DerivedToken } from '@latchkey/sdk/messages'
import { useState } from 'react'
import { serverAddress } from '../api/addresses.ts'
import { t } from '../i18n/i18n.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy.tsx'
import { Panel } from '../ui/panel.tsx'
import { claimFacts, Facts, Json } from './reading.tsx'

/** What was derived; seen only when somebody asks for it. */
export function DerivedTokenPanel({ project, token }: { readonly project: string; readonly token: DerivedToken }) {
  const [isShown, setIsShown] = useState(false)
  const isJwt = token.token.startsWith('eyJ')
  const jwks = `${serverAddress}/projects/${project}/v2alpha1/derivedKeys/jwks.json`
  const issuer = token.claims['iss']
  return (
    <Panel title={t('Derived token')}>
      <div className="grid gap-4">
        <p role="status" className="text-muted">
          {t('Shown until you leave this page. It opens what the key opens, until it expires.')}
        </p>
        <output translate="no" className="block rounded-control bg-subtle p-3 font-mono break-all">
          {isShown ? token.token : `${token.token.slice(0, 8)}…`}
        </output>
        <div className="flex flex-wrap gap-2">
          <Button aria-pressed={isShown} onClick={() => setIsShown(!isShown)}>
            {isShown ? t('Hide token') : t('Show token')}
          </Button>
          <CopyButton text={token.token} label={t('Copy token')}>
            {t('Copy token')}
          </CopyButton>
        </div>
        <Facts facts={claimFacts(token.claims)} />
        <Json label={t('Claims')} value={token.claims} />
        {isJwt && (
          <div className="grid gap-2">
            <h3>{t('Verify it without asking the server')}</h3>
            <p>
              <a href={jwks}>{t('Public keys (JWKS)')}</a>
            </p>
            <pre className="overflow-x-auto rounded-control bg-subtle p-3">{snippetOf(jwks, String(issuer ?? ''))}</pre>
          </div>
        )}
      </div>
    </Panel>
  )
}

const snippetOf = (jwks: string, issuer: string): string =>
  `import { OfflineVerifier } from '@latchkey/sdk'

const verifier = new OfflineVerifier({
  jwksUrl: '${jwks}',
  issuer: ['${issuer}'],
})
const { valid, claims } = await verifier.verify(token)`

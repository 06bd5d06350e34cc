import { useState } from 'react'
import { serverAddress } from '../../../api/addresses.ts'
import { t } from '../../../i18n/i18n.ts'
import { CopyButton } from '../../../ui/copy.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { CodeBlock } from '../code-block.tsx'
import type { KeyViewProps } from '../key-view.ts'
import { type CodeAction, type CodeLanguage, codeLanguages, snippetOf } from './snippets.ts'

const languageNames: Readonly<Record<CodeLanguage, string>> = { curl: 'curl', typescript: 'TypeScript', go: 'Go', cli: 'CLI' }

/** Each thing that can be done with this key, as a command or a program. */
export function CodeTab({ project, loaded: { kind, key } }: KeyViewProps) {
  const [language, setLanguage] = useState<CodeLanguage>('curl')
  const place = { endpoint: `${serverAddress}/projects/${project}`, server: serverAddress, project, kind, keyId: key.key_id }
  const actions: readonly (readonly [CodeAction, string])[] = [
    ['get', t('Read the key')],
    ['verify', t('Verify it')],
    ...(kind === 'issued' ? [['rotate', t('Rotate it')] as const] : []),
    ['revoke', t('Revoke it')],
  ]
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="max-w-[320px]">
        <SelectField
          label={t('Language')}
          value={language}
          onChoose={(value) => setLanguage(value as CodeLanguage)}
          choices={codeLanguages.map((value) => ({ value, label: languageNames[value] }))}
        />
      </div>
      <p className="max-w-[72ch] text-muted">
        {t('No secret stands in these lines: the key comes from {key}, the admin token of the project from {token}.', {
          key: '$LATCHKEY_API_KEY',
          token: '$LATCHKEY_PROJECT_API_KEY',
        })}
      </p>
      {actions.map(([action, title]) => {
        const text = snippetOf(language, action, place)
        return (
          <Panel
            key={action}
            title={title}
            actions={
              <CopyButton text={text} label={t('Copy: {title}', { title })}>
                {t('Copy')}
              </CopyButton>
            }
          >
            <CodeBlock label={title} text={text} />
          </Panel>
        )
      })}
    </div>
  )
}

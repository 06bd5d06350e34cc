import { serverAddress } from '../../api/addresses.ts'
import { t } from '../../i18n/i18n.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { EmptyState, Note } from '../../ui/panel.tsx'

const verifyCommand = (project: string): string =>
  [
    `curl ${serverAddress}/projects/${project}/v2alpha1/admin/apiKeys:verify \\`,
    '  -H "Authorization: Bearer $LATCHKEY_PROJECT_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d "{\\"credential\\": \\"$API_KEY\\"}"`,
  ].join('\n')

/** Nothing was verified in the range: what makes the first figure. */
export function NoUsage({ project }: { readonly project: string }) {
  const command = verifyCommand(project)
  return (
    <EmptyState
      title={t('No verifications in this time')}
      actions={
        <CopyButton text={command} label={t('Copy the command')}>
          {t('Copy the command')}
        </CopyButton>
      }
    >
      <p>{t('Verify a key and its figure appears here within seconds:')}</p>
      <pre className="mt-3 rounded-control bg-subtle p-3 text-start whitespace-pre-wrap text-ink" translate="no">
        {command}
      </pre>
    </EmptyState>
  )
}

export const NotRecording = () => (
  <Note tone="warn" title={t('Verifications are not counted')}>
    <p>
      {t('Set {setting} in the configuration of the server and start it again. Figures that are there already stay.', {
        setting: 'usage.enabled: true',
      })}
    </p>
    <p className="mt-1">
      {t(
        'Counting goes on beside the answers and costs one small write per key, outcome and minute. It takes no part in the verification.',
      )}
    </p>
  </Note>
)

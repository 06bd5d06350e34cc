import { useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import { failureOf } from '../../api/failure.ts'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'

type Verdict = { readonly isValid: true } | { readonly isValid: false; readonly code: string; readonly message: string }

/** Asks the server whether it knows the key, without cost or trace. */
export function VerifyNow({ project, credential }: { readonly project: string; readonly credential: string }) {
  const [verdict, setVerdict] = useState<Verdict | 'asking'>()
  const verify = async (): Promise<void> => {
    setVerdict('asking')
    setVerdict(await verdictOn(project, credential))
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button busy={verdict === 'asking'} onClick={() => void verify()}>
        {t('Verify now')}
      </Button>
      <p role="status" className="flex flex-wrap items-center gap-2">
        {typeof verdict === 'object' && verdict.isValid && (
          <Badge tone="ok" sign="●">
            {t('Valid')}
          </Badge>
        )}
        {typeof verdict === 'object' && !verdict.isValid && (
          <>
            <Badge tone="error" sign="▲">
              {t('Not accepted')}
            </Badge>
            {verdict.message} <code>{verdict.code}</code>
          </>
        )}
      </p>
    </div>
  )
}

async function verdictOn(project: string, credential: string): Promise<Verdict> {
  try {
    const {
      is_valid: isValid,
      error_code: code,
      error_message: message,
    } = await projectClient(project).keys.verify({ credential, dry_run: true })
    return isValid ? { isValid } : { isValid: false, code: code ?? '', message: message ?? '' }
  } catch (error) {
    const { reason, message } = failureOf(error)
    return { isValid: false, code: reason, message }
  }
}

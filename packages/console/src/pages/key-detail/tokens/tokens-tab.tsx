import { useRights } from '../../../app/session.ts'
import { DeriveToken } from '../../../credential/derive-token.tsx'
import { t } from '../../../i18n/i18n.ts'
import type { KeyViewProps } from '../key-view.ts'

/** A token of this key. */
export function TokensTab({ project, loaded: { key } }: KeyViewProps) {
  const may = useRights(project).may('tokens:derive')
  return (
    <div className="grid grid-cols-1 gap-4">
      <DeriveToken
        project={project}
        scopes={key.scopes}
        disabledBecause={may ? undefined : t('Your role may not derive tokens.')}
      />
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { t } from '../../../i18n/i18n.ts'
import { SelectField } from '../../../ui/field.tsx'
import type { FormPart } from './form-part.ts'

export const VisibilityField = ({ project, draft: { visibility }, change, problems, rules }: FormPart) => (
  <>
    <SelectField
      label={t('Visibility')}
      value={visibility}
      onChoose={(value) => change({ visibility: value === 'public' ? 'public' : 'secret' })}
      choices={[
        { value: 'secret', label: t('Secret: stays on servers') },
        { value: 'public', label: t('Public: may ship in apps and pages'), disabled: rules?.hasPublicPrefix !== true },
      ]}
      error={problems.visibility}
    />
    {rules?.hasPublicPrefix === false && (
      <p className="text-table text-muted">
        {t('Public keys need a prefix of their own, and this project has none yet.')}{' '}
        <Link
          to={'/projects/$project/api-keys/configuration/prefixes' as '/'}
          params={{ project } as never}
          className="underline"
        >
          {t('Set a prefix for public keys')}
        </Link>
      </p>
    )}
  </>
)
